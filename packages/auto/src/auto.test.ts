import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracles } from '@automodel/oracle';
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import * as automodel from './index.js';
import {
  AutoConfig,
  AutoModel,
  AutoModelForCausalLM,
  AutoModelForMaskedLM,
  AutoTokenizer,
  AutomodelError,
  BertForMaskedLM,
  BertModel,
  cos_sim,
  GPT2LMHeadModel,
  GPT2Model,
  mean_pooling,
  pipeline,
  Tensor,
  topk,
  UnsupportedArchitectureError,
  UnsupportedTaskError,
  type BaseModelOutput,
  type FillMaskOutput,
  type NonEmpty,
} from './index.js';

const model = (name: string): string => join(oracles[0].folder, 'models', name);

let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterEach(() => {
  rmSync(temporary, { recursive: true });
});

/** A copy of a model with another config. */
function withConfig(config: object): string {
  const folder = join(temporary, 'model');
  cpSync(model('bert'), folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return folder;
}

describe('Auto classes', () => {
  it('find the class of a checkpoint', async () => {
    await using encoder = await AutoModel.from_pretrained(model('bert-model'));
    expect(encoder).toBeInstanceOf(BertModel);
    await using masked = await AutoModelForMaskedLM.from_pretrained(model('bert'));
    expect(masked).toBeInstanceOf(BertForMaskedLM);
    await using decoder = await AutoModel.from_pretrained('mini-gpt2');
    expect(decoder).toBeInstanceOf(GPT2Model);
    await using vision = await AutoModel.from_pretrained('mini-vit-digits');
    expect(vision).toBeInstanceOf(automodel.ViTModel);
    await using causal = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
    expect(causal).toBeInstanceOf(GPT2LMHeadModel);
  });

  it("read a config with its architecture's defaults", async () => {
    const config = await AutoConfig.from_pretrained(
      withConfig({ model_type: 'bert', hidden_size: 32, note: 'kept' }),
    );
    expect(config).toMatchObject({ hidden_size: 32, num_hidden_layers: 12, note: 'kept' });
  });

  it('say what is supported if an architecture is not', async () => {
    const folder = withConfig({ model_type: 'mamba', architectures: ['MambaForCausalLM'] });
    for (const [load, supported] of [
      [AutoModel, /albert, .*bert, .*bloom/],
      [AutoModelForMaskedLM, /albert, bert, .*xlm-roberta/],
      [AutoModelForCausalLM, /bloom, falcon, .*stablelm/],
      [AutoConfig, /albert, .*bert, .*bloom/],
    ] as const) {
      const error = await load.from_pretrained(folder).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(UnsupportedArchitectureError);
      expect((error as Error).message).toMatch(/"mamba".*CONTRIBUTING/s);
      expect((error as Error).message).toMatch(supported);
    }
  });

  it('say what a model of another task is for', async () => {
    await expect(pipeline('text-generation', 'mini-bert')).rejects.toThrow(
      /saved as BertForMaskedLM, which is for AutoModelForMaskedLM and the pipelines fill-mask/,
    );
  });

  it('say what is wrong with a config without a model_type', async () => {
    const error = await AutoModel.from_pretrained(withConfig({ hidden_size: 32 })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AutomodelError);
    expect((error as Error).message).toMatch(/config\.json.*model_type/s);
  });

  it('say where they looked for a model that is not there', async () => {
    await expect(AutoTokenizer.from_pretrained('no-such-model')).rejects.toThrow(
      /no model "no-such-model".*npm install @automodel\/no-such-model/s,
    );
  });
});

describe('pipeline', () => {
  it('has a model of its own for a task', async () => {
    await using unmasker = await pipeline('fill-mask');
    const [best] = await unmasker('A woman is [MASK] a book in the park.');
    expect(best.token_str).toBe('reading');
    expect(unmasker.task).toBe('fill-mask');
  });

  it('tells when it is ready', async () => {
    const events: string[] = [];
    const progress_callback = ({ status, name }: automodel.ProgressInfo): void =>
      void events.push(`${status} ${name}`);
    await using unmasker = await pipeline('fill-mask', 'mini-bert', { progress_callback });
    expect(unmasker.model.backend).toBe('native');
    expect(events).toEqual(['initiate mini-bert', 'done mini-bert', 'ready mini-bert']);
  });

  it('gives models of the class that was asked for', async () => {
    await using encoder = await BertModel.from_pretrained(model('bert-model'));
    expectTypeOf(encoder).toEqualTypeOf<BertModel>();
    expectTypeOf(
      await encoder({ input_ids: new Tensor('int32', [2], [1, 1]) }),
    ).toEqualTypeOf<BaseModelOutput>();
  });

  it('knows from the types whether one text or several were given', async () => {
    await using unmasker = await pipeline('fill-mask');
    expectTypeOf(await unmasker('A [MASK].')).toEqualTypeOf<FillMaskOutput>();
    expectTypeOf(await unmasker(['A [MASK].'])).toEqualTypeOf<[FillMaskOutput]>();
    const texts: string[] = ['A [MASK].'];
    expectTypeOf(await unmasker(texts)).toEqualTypeOf<FillMaskOutput[]>();
    await using generator = await pipeline('text-generation');
    const options = { max_new_tokens: 1, seed: 1 };
    const one = await generator('A man', options);
    expectTypeOf(one).toEqualTypeOf<NonEmpty<{ readonly generated_text: string }>>();
    expect(await generator(['A man'], options)).toEqual([one]);
    const [tokens] = await generator('A man', { return_tensors: true, ...options });
    expectTypeOf(tokens.generated_token_ids).toEqualTypeOf<readonly number[]>();
  });

  it('says which digit a picture shows', async () => {
    await using classifier = await pipeline('image-classification');
    const ink = new automodel.RawImage(new Uint8Array(16 * 16), 16, 16, 1);
    for (let y = 3; y < 13; y++) ink.data.fill(255, y * 16 + 7, y * 16 + 9);
    const [best] = await classifier(ink);
    expectTypeOf(best.label).toEqualTypeOf<string>();
    expect(best.label).toBe('1');
    expectTypeOf(await classifier([ink])).toEqualTypeOf<[automodel.ImageClassificationOutput]>();
    await using extractor = await pipeline('image-feature-extraction');
    expect((await extractor(ink)).dims).toEqual([1, 65, 128]);
  });

  it('classifies texts and makes vectors of them', async () => {
    await using classifier = await pipeline('sentiment-analysis');
    const [best] = await classifier('A warm, funny and moving film.');
    expect(best.label).toBe('POSITIVE');
    expectTypeOf(await classifier(['A mess.'], { top_k: null })).toEqualTypeOf<
      [automodel.TextClassificationOutput]
    >();
    await using extractor = await pipeline('feature-extraction');
    const vectors = await extractor(['A dog runs.', 'A cat sleeps.'], { pooling: 'mean', normalize: true });
    expect(vectors.dims).toEqual([2, 384]);
  });

  it('says that a task needs a name of a model, where it has none of its own', async () => {
    for (const task of ['ner', 'question-answering', 'zero-shot-classification'] as const) {
      await expect(pipeline(task)).rejects.toThrow(`pipeline('${task}', 'path/to/a/model')`);
    }
  });

  it('refuses a task that it does not know', async () => {
    await expect(pipeline(undefined as unknown as 'fill-mask')).rejects.toThrow(
      /takes the name of a task first: .*fill-mask/,
    );
    await expect(pipeline('mind-reading' as 'fill-mask')).rejects.toThrow(UnsupportedTaskError);
    await expect(pipeline('toString' as 'fill-mask')).rejects.toThrow(
      /there is no pipeline "toString"; there are: .*fill-mask/,
    );
    await expect(pipeline('text_generaton' as 'fill-mask')).rejects.toThrow(
      'did you mean "text-generation"?',
    );
  });

  it('refuses options of loading that neither engine knows', async () => {
    await expect(pipeline('fill-mask', null, { engin: 'automodel' } as object)).rejects.toThrow(
      'does not know the option "engin"; did you mean "engine"?',
    );
  });
});

describe('code written for @huggingface/transformers', () => {
  it('finds the names that it imports', () => {
    const names = [
      'AutoConfig AutoModel AutoModelForMaskedLM AutoTokenizer PreTrainedModel PreTrainedTokenizer FillMaskPipeline',
      'AlbertForMaskedLM AlbertModel AlbertTokenizer BertForMaskedLM BertModel BertTokenizer DebertaV2ForMaskedLM',
      'DebertaV2Model DebertaV2Tokenizer DistilBertForMaskedLM DistilBertModel DistilBertTokenizer ElectraForMaskedLM',
      'AutoModelForCausalLM BloomForCausalLM FalconForCausalLM GemmaForCausalLM Gemma2ForCausalLM Gemma3ForCausalLM',
      'GPT2LMHeadModel GPTJForCausalLM GPTNeoForCausalLM GPTNeoXForCausalLM GraniteForCausalLM LlamaForCausalLM',
      'MistralForCausalLM OPTForCausalLM Olmo2ForCausalLM PhiForCausalLM Phi3ForCausalLM Qwen2ForCausalLM',
      'Qwen3ForCausalLM SmolLM3ForCausalLM StableLmForCausalLM GPT2Model LlamaModel Qwen2Model',
      'ElectraModel ElectraTokenizer ModernBertForMaskedLM ModernBertModel MPNetForMaskedLM MPNetModel MPNetTokenizer',
      'RobertaForMaskedLM RobertaModel RobertaTokenizer XLMRobertaForMaskedLM XLMRobertaModel XLMRobertaTokenizer',
      'pipeline TextGenerationPipeline TextStreamer LogitsProcessorList StoppingCriteriaList',
      'InterruptableStoppingCriteria MaxLengthCriteria EosTokenCriteria TemperatureLogitsWarper TopKLogitsWarper',
      'AutoModelForSequenceClassification AutoModelForTokenClassification AutoModelForQuestionAnswering',
      'TextClassificationPipeline TokenClassificationPipeline QuestionAnsweringPipeline FeatureExtractionPipeline',
      'ZeroShotClassificationPipeline BertForSequenceClassification BertForTokenClassification',
      'BertForQuestionAnswering DistilBertForSequenceClassification BartForSequenceClassification',
      'AutoProcessor AutoImageProcessor AutoModelForImageClassification RawImage load_image ImageClassificationPipeline',
      'ImageFeatureExtractionPipeline ViTModel ViTForImageClassification DeiTModel DeiTForImageClassification BeitModel',
      'BeitForImageClassification Dinov2Model Dinov2ForImageClassification ViTImageProcessor DeiTImageProcessor',
      'BitImageProcessor BeitImageProcessor CLIPImageProcessor ConvNextImageProcessor',
      'Tensor cat stack full ones zeros mean_pooling topk softmax log_softmax dot cos_sim magnitude max min env pipeline',
    ].flatMap((line) => line.split(' '));
    for (const name of names) expect(automodel).toHaveProperty(name);
  });

  it('reads pictures', async () => {
    const processor = await automodel.AutoProcessor.from_pretrained('mini-vit-digits');
    const vision = await automodel.AutoModelForImageClassification.from_pretrained('mini-vit-digits');
    const image = new automodel.RawImage(new Uint8ClampedArray(40 * 30 * 4), 40, 30, 4);
    const { pixel_values } = await processor(image);
    expect(pixel_values.dims).toEqual([1, 3, 32, 32]);
    const { logits } = await vision({ pixel_values });
    expect(logits.dims).toEqual([1, 10]);
    await vision.dispose();
  });

  it('reads the logits of a mask', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained('mini-bert');
    const masked = await AutoModelForMaskedLM.from_pretrained('mini-bert');
    const inputs = tokenizer('A woman is [MASK] a book in the park.');
    const { logits } = await masked(inputs);
    expect(logits.type).toBe('float32');
    const position = (inputs.input_ids.tolist() as number[][])[0].indexOf(tokenizer.mask_token_id!);
    const [, [best]] = (topk(logits.slice(0, position), 1) as [Tensor, Tensor]).map(
      (tensor) => tensor.tolist() as number[],
    );
    expect(tokenizer.decode([best])).toBe('reading');
    await masked.dispose();
  });

  it('compares sentences', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(model('bert-model'));
    const encoder = await AutoModel.from_pretrained(model('bert-model'));
    const inputs = tokenizer(['the garden', 'the garden', 'a broken window'], {
      padding: true,
      truncation: true,
    });
    const { last_hidden_state } = await encoder(inputs);
    const embeddings = mean_pooling(last_hidden_state, inputs.attention_mask)
      .normalize(2, -1)
      .tolist() as number[][];
    expect(cos_sim(embeddings[0], embeddings[1])).toBeCloseTo(1);
    expect(cos_sim(embeddings[0], embeddings[2])).toBeLessThan(0.999);
    await encoder.dispose();
  });
});
