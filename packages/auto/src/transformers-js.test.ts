import { join } from 'node:path';
import { oracles } from '@automodel/oracle';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { same, SharedModels } from '../test/both-libraries.js';
import type { BaseStreamer as BaseStreamerType, Tensor as TensorType } from './index.js';

describe('models', () => {
  const models = new SharedModels();
  let bert: string;
  let gpt2: string;
  let vit: string;
  beforeAll(async () => {
    [bert, gpt2, vit] = await Promise.all([
      models.encoder('mini-bert'),
      models.gpt2('mini-gpt2'),
      models.encoder('mini-vit-digits'),
    ]);
  });
  afterAll(() => {
    models.remove();
  });

  const texts = ['A man is riding a bicycle.', 'Two dogs.'];

  it('AutoTokenizer', async () => {
    await same(async ({ AutoTokenizer }) => {
      const tokenizer = await AutoTokenizer.from_pretrained(bert);
      const inputs = tokenizer(texts, { padding: true, truncation: true, max_length: 16 });
      return [
        ...[inputs.input_ids, inputs.attention_mask, inputs.token_type_ids],
        tokenizer('A man.', { text_pair: 'A dog.' }).token_type_ids,
        tokenizer('A man.', { return_tensor: false }).input_ids,
        tokenizer.encode(texts[0]),
        tokenizer.tokenize(texts[0]),
        tokenizer.batch_decode(inputs.input_ids, { skip_special_tokens: true }),
        tokenizer.decode(inputs.input_ids[1], { skip_special_tokens: true }),
        [tokenizer.mask_token, tokenizer.mask_token_id, tokenizer.all_special_ids.toSorted()],
      ];
    });
  });

  it('AutoModel, AutoModelForMaskedLM, AutoConfig', async () => {
    await same(async ({ AutoConfig, AutoModelForMaskedLM, AutoTokenizer, topk }) => {
      const tokenizer = await AutoTokenizer.from_pretrained(bert);
      const model = await AutoModelForMaskedLM.from_pretrained(bert);
      const { logits } = await model(tokenizer(texts, { padding: true }));
      const best = await topk(logits.slice(0, 3), 3);
      await model.dispose();
      const { hidden_size, model_type } = await AutoConfig.from_pretrained(bert);
      return [logits.dims, best, hidden_size, model_type];
    });
  });

  it("pipeline('fill-mask')", async () => {
    await same(async ({ pipeline }) => {
      const unmasker = await pipeline('fill-mask', bert);
      const one = await unmasker('A man is riding a [MASK].');
      const several = await unmasker(['A [MASK] sleeps.', 'Two [MASK] run.'], { top_k: 2 });
      await unmasker.dispose();
      return [one, several];
    });
  });

  it("pipeline('text-generation'), TextStreamer", async () => {
    await same(async ({ pipeline, TextStreamer }) => {
      const generator = await pipeline('text-generation', gpt2);
      const pieces: string[] = [];
      const streamer = new TextStreamer(generator.tokenizer, {
        skip_prompt: true,
        skip_special_tokens: true,
        callback_function: (text) => pieces.push(text),
      });
      const call = { max_new_tokens: 8, do_sample: false };
      const one = await generator('A man is', { ...call, streamer });
      const two = await generator(['A man is', 'A dog is'], call);
      const rest = await generator('A man is', { ...call, return_full_text: false, repetition_penalty: 1.3 });
      await generator.dispose();
      return [one, two, rest, pieces.join('').trim()];
    });
  });

  it('AutoModelForCausalLM, with processors, criteria and streamers of a program', async () => {
    await same(async (library) => {
      const { AutoModelForCausalLM, AutoTokenizer, BaseStreamer, StoppingCriteriaList } = library;
      const { InterruptableStoppingCriteria, LogitsProcessor, LogitsProcessorList, StoppingCriteria } =
        library;
      class EvenTokens extends LogitsProcessor {
        _call(_: readonly number[][], logits: TensorType<'float32'>): TensorType<'float32'> {
          for (let i = 1; i < logits.data.length; i += 2) logits.data[i] = -Infinity;
          return logits;
        }
      }
      class UpToTen extends StoppingCriteria {
        _call(input_ids: readonly number[][]): boolean[] {
          return input_ids.map((row) => row.length >= 10);
        }
      }
      const streamed: number[] = [];
      class Recorder extends (BaseStreamer as new () => BaseStreamerType) {
        override put(rows: readonly (readonly number[])[]): void {
          streamed.push(...rows[0].map(Number));
        }
        override end(): void {
          streamed.push(-1);
        }
      }
      const processors = new LogitsProcessorList();
      processors.push(new (EvenTokens as unknown as new () => InstanceType<typeof LogitsProcessor>)());
      const criteria = new StoppingCriteriaList();
      criteria.extend([new InterruptableStoppingCriteria(), new UpToTen()]);
      const model = await AutoModelForCausalLM.from_pretrained(gpt2);
      const tokenizer = await AutoTokenizer.from_pretrained(gpt2);
      const output = await model.generate({
        ...tokenizer('A man is'),
        max_new_tokens: 30,
        do_sample: false,
        logits_processor: processors,
        stopping_criteria: criteria,
        streamer: new Recorder(),
      });
      await model.dispose();
      return [output, streamed];
    });
  });

  it('RawImage, AutoProcessor, AutoImageProcessor', async () => {
    const path = join(vit, 'samples/digit-03-label-3.png');
    await same(async ({ AutoImageProcessor, AutoProcessor, load_image, RawImage }) => {
      const image = await RawImage.read(path);
      const { pixel_values } = await (await AutoImageProcessor.from_pretrained(vit))(image.clone());
      const processor = await AutoProcessor.from_pretrained(vit);
      const again = await processor([await load_image(path), image.clone().rgb()]);
      const cut = await (await image.clone().rgb().crop([1, 1, 6, 5])).pad([1, 0, 0, 2]);
      return [
        // Resized pixels differ: here they are Pillow's.
        [image.size, image.channels, image.data, pixel_values.dims, again.pixel_values.dims],
        [cut.size, cut.data, cut.toTensor(), cut.toTensor('HWC'), RawImage.fromTensor(cut.toTensor()).data],
        cut.split().map(({ data }) => data),
      ];
    });
  });

  it("pipeline('image-classification')", async () => {
    const path = (name: string): string => join(vit, 'samples', name);
    await same(async ({ pipeline, RawImage }) => {
      const classifier = await pipeline('image-classification', vit);
      const one = await classifier(path('digit-03-label-3.png'), { top_k: 2 });
      const two = await classifier([
        await RawImage.read(path('digit-07-label-7.png')),
        await RawImage.read(path('digit-08-label-8.png')),
      ]);
      await classifier.dispose();
      // Scores differ with the resized pixels.
      return [one.length, one[0].label, two.map(([{ label }]) => label)];
    });
  });
});

describe('pipelines of texts', () => {
  const models = new SharedModels();
  afterAll(() => {
    models.remove();
  });

  it("pipeline('sentiment-analysis')", async () => {
    const folder = await models.encoder('mini-distilbert-sst2');
    await same(async ({ pipeline }) => {
      const classifier = await pipeline('sentiment-analysis', folder);
      const results = [
        await classifier('A wonderful film.'),
        await classifier(['A wonderful film.', 'Dull and far too long.']),
        await classifier(['A wonderful film.', 'Dull and far too long.'], { top_k: 2 }),
      ];
      await classifier.dispose();
      return results;
    });
  });

  it("pipeline('feature-extraction')", async () => {
    const folder = await models.encoder('all-MiniLM-L6-v2');
    await same(async ({ pipeline }) => {
      const extractor = await pipeline('feature-extraction', folder);
      const texts = ['How do I reset my password?', 'Where is my parcel?'];
      const results = [
        (await extractor('A man.')).dims,
        await extractor(texts, { pooling: 'mean', normalize: true }),
        await extractor(texts, { pooling: 'cls' }),
      ];
      await extractor.dispose();
      return results;
    });
  });

  const small = (name: string): Promise<string> => models.encoder(join(oracles[0].folder, 'models', name));

  it("pipeline('zero-shot-classification')", async () => {
    const folder = await small('bert-nli');
    await same(async ({ pipeline }) => {
      const classifier = await pipeline('zero-shot-classification', folder);
      const results = [
        await classifier('The gardener waters the plants.', ['garden', 'kitchen']),
        await classifier(['Rain.', 'Sun.'], ['wet', 'dry'], {
          multi_label: true,
          hypothesis_template: 'It is {}.',
        }),
      ];
      await classifier.dispose();
      return results;
    });
  });

  it("pipeline('token-classification')", async () => {
    const folder = await small('bert-tokcls');
    await same(async ({ pipeline }) => {
      const tagger = await pipeline('ner', folder);
      const tokens = await tagger('The gardener waters the plants.', { ignore_labels: [] });
      await tagger.dispose();
      // Python says where a token is, too.
      return tokens.map(({ entity, score, index, word }) => ({ entity, score, index, word }));
    });
  });

  it('AutoModelForQuestionAnswering', async () => {
    // The pipelines differ: here an answer is whole words of the text, with their place, as in Python.
    const folder = await small('bert-qa');
    await same(async ({ AutoModelForQuestionAnswering, AutoTokenizer }) => {
      const tokenizer = await AutoTokenizer.from_pretrained(folder);
      const model = await AutoModelForQuestionAnswering.from_pretrained(folder);
      const inputs = tokenizer('Who waters the plants?', { text_pair: 'The gardener waters the plants.' });
      const { start_logits, end_logits } = await model(inputs);
      await model.dispose();
      return [start_logits, end_logits];
    });
  });
});
