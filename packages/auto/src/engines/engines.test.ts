import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exportGpt2 } from '@automodel/gpt2-onnx';
import * as peer from '@huggingface/transformers';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  AutoConfig,
  AutoModel,
  AutoModelForCausalLM,
  AutoModelForMaskedLM,
  AutoTokenizer,
  AutomodelError,
  CheckpointError,
  EngineError,
  exportOnnx,
  pipeline,
  RawImage,
  Tensor,
  UnsupportedTaskError,
  type BaseModel,
  type TransformersJsModel,
} from '../index.js';
import { checkGenerateOptions } from './transformers-js/generate-options.js';
import { loadLibrary } from './transformers-js/library.js';

const folderOf = (model: string): string =>
  dirname(fileURLToPath(import.meta.resolve(`@automodel/${model}/config.json`)));

let temporary: string;
/** mini-bert as ONNX alone; as a checkpoint with ONNX files beside the weights; mini-gpt2 as ONNX alone. */
let onnxBert: string;
let bothBert: string;
let onnxGpt2: string;

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'automodel-'));
  onnxBert = join(temporary, 'onnx-bert');
  await exportOnnx('mini-bert', onnxBert);
  bothBert = join(temporary, 'both-bert');
  cpSync(folderOf('mini-bert'), bothBert, { recursive: true });
  await exportOnnx(bothBert, bothBert);
  onnxGpt2 = join(temporary, 'onnx-gpt2');
  cpSync(folderOf('mini-gpt2'), onnxGpt2, { recursive: true });
  await exportGpt2(onnxGpt2);
  rmSync(join(onnxGpt2, 'model.safetensors'));
});
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

describe('the engine', () => {
  it('is @huggingface/transformers for a folder that holds only ONNX files', async () => {
    await using unmasker = await pipeline('fill-mask', onnxBert);
    expect([unmasker.engine, unmasker.model.engine]).toEqual(Array(2).fill('@huggingface/transformers'));
    await using own = await pipeline('fill-mask', 'mini-bert');
    expect([own.engine, own.model.engine]).toEqual(Array(2).fill('automodel'));
    const texts = ['A man is riding a [MASK].', 'Two dogs run through the [MASK].'];
    const [there, here] = await Promise.all([unmasker(texts, { top_k: 3 }), own(texts, { top_k: 3 })]);
    there.flat().forEach(({ score, ...rest }, i) => {
      const { score: expected, ...same } = here.flat()[i];
      expect(rest).toEqual(same);
      expect(score).toBeCloseTo(expected, 5);
    });
  });

  it('is automodel wherever it can be, unless another is asked for', async () => {
    await using own = await AutoModelForMaskedLM.from_pretrained(bothBert);
    expect(own.engine).toBe('automodel');
    await using other = await AutoModelForMaskedLM.from_pretrained(bothBert, {
      engine: '@huggingface/transformers',
    });
    expect(other.engine).toBe('@huggingface/transformers');
    expectTypeOf(other).toEqualTypeOf<TransformersJsModel>();
  });

  it('is @huggingface/transformers for an architecture that automodel does not have', async () => {
    const folder = join(temporary, 'roformer');
    cpSync(bothBert, folder, { recursive: true });
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, model_type: 'roformer' }));
    await using model = await AutoModelForMaskedLM.from_pretrained(folder);
    expect(model.engine).toBe('@huggingface/transformers');
    await expect(AutoModelForMaskedLM.from_pretrained(folder, { engine: 'automodel' })).rejects.toThrow(
      /no model class for the model_type "roformer"/,
    );
  });

  it('can be refused', async () => {
    const refused = pipeline('fill-mask', onnxBert, { engine: 'automodel' });
    await expect(refused).rejects.toThrow(CheckpointError);
    await expect(refused).rejects.toThrow(/has no weights/);
  });

  it('is none that does not exist, and reads no files that are not there', async () => {
    const engine = 'tensorflow' as 'automodel';
    await expect(pipeline('fill-mask', 'mini-bert', { engine })).rejects.toThrow(
      /engine: "tensorflow" is none; choose "automodel" or/,
    );
    await expect(
      AutoModel.from_pretrained('mini-bert', { engine: '@huggingface/transformers' }),
    ).rejects.toThrow(/reads ONNX files, and model "mini-bert" .* has none/);
  });

  it('takes its files from this machine', async () => {
    for (const model of ['mini-bert', onnxBert]) {
      await using found = await AutoModelForMaskedLM.from_pretrained(model, { local_files_only: true });
      expect(found).toBeDefined();
    }
    const remote = { local_files_only: false } as object;
    await expect(AutoModelForMaskedLM.from_pretrained('mini-bert', remote)).rejects.toThrow(
      /nothing is downloaded/,
    );
  });

  it('says how to install it', async () => {
    const missing = Object.assign(new Error("Cannot find package '@huggingface/transformers'"), {
      code: 'ERR_MODULE_NOT_FOUND',
    });
    const load = (): Promise<never> => Promise.reject(missing);
    await expect(loadLibrary(load)).rejects.toThrow(EngineError);
    await expect(loadLibrary(load)).rejects.toThrow(/npm install @huggingface\/transformers/);
  });

  it('has tasks of its own, and no others', async () => {
    await expect(pipeline('object-detection', 'mini-bert')).rejects.toThrow(/reads ONNX files/);
    const task = 'object-detection' as 'fill-mask';
    await expect(pipeline(task)).rejects.toThrow(/has no model of its own here/);
    await expect(pipeline(task, onnxBert, { engine: 'automodel' })).rejects.toThrow(UnsupportedTaskError);
  });
});

describe('AutoConfig', () => {
  it('reads the config of an architecture that only ONNX files are there for', async () => {
    const folder = join(temporary, 'onnx-other');
    cpSync(onnxBert, folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ model_type: 'roformer', vocab_size: 7 }));
    expect(await AutoConfig.from_pretrained(folder)).toEqual({ model_type: 'roformer', vocab_size: 7 });
  });
});

describe('models of @huggingface/transformers', () => {
  it('take and give tensors of ours', async () => {
    await using model = await AutoModel.from_pretrained(onnxBert);
    expectTypeOf(model).toEqualTypeOf<BaseModel>();
    const tokenizer = await AutoTokenizer.from_pretrained(onnxBert);
    const { logits } = (await model(tokenizer('A man.'))) as unknown as { logits: Tensor };
    expect(logits).toBeInstanceOf(Tensor);
    await using own = await AutoModelForMaskedLM.from_pretrained('mini-bert');
    const expected = await own(tokenizer('A man.'));
    expect(logits.dims).toEqual(expected.logits.dims);
    expect(logits.sub(expected.logits).map(Math.abs).max().item()).toBeLessThan(1e-5);
  });

  it('refuse inputs and options that they would ignore', async () => {
    await using model = await AutoModel.from_pretrained(onnxBert);
    const tokenizer = await AutoTokenizer.from_pretrained(onnxBert);
    const inputs = tokenizer('A man.');
    await expect(model({ ...inputs, position_ids: inputs.input_ids } as typeof inputs)).rejects.toThrow(
      /no input "position_ids"/,
    );
    await expect(model(inputs, { output_hidden_states: true })).rejects.toThrow(
      /does not know the option "output_hidden_states"/,
    );
    await expect(AutoModel.from_pretrained(onnxBert, { backend: 'native' })).rejects.toThrow(
      /does not know the option "backend"/,
    );
    await expect(AutoModel.from_pretrained(onnxBert, { dtype: 'q4' })).rejects.toThrow(
      /There are onnx\/model\.onnx; dtype chooses/,
    );
  });

  it('count threads, and tell when they are ready', async () => {
    const events: string[] = [];
    await using model = await AutoModel.from_pretrained(onnxBert, {
      threads: 1,
      progress_callback: ({ status }) => void events.push(status),
    });
    expect(model.engine).toBe('@huggingface/transformers');
    expect(events).toEqual(['initiate', 'done']);
  });
});

describe('pipelines of @huggingface/transformers', () => {
  it('refuse options and texts that they would answer wrongly', async () => {
    await using unmasker = await pipeline('fill-mask', onnxBert);
    await expect(unmasker('A [MASK].', { targets: ['man'] })).rejects.toThrow(
      /does not know the option "targets"/,
    );
    await expect(unmasker('A [MASK] and a [MASK].')).rejects.toThrow(/fills one mask of a text/);
    await expect(unmasker('Nothing.')).rejects.toThrow(EngineError);
  });

  it('say which methods they do not have', async () => {
    await using unmasker = await pipeline('fill-mask', onnxBert);
    expect(() => unmasker.biasProbe('The {} is a [MASK].', ['man', 'woman'])).toThrow(EngineError);
    expect(() => unmasker.biasProbe).toThrow(/the pipeline fill-mask has no "biasProbe"/);
    expect(() => unmasker.model.logitsAt).toThrow(/the model has no "logitsAt"/);
  });

  it('read pictures from whatever automodel reads them from', async () => {
    const folder = join(temporary, 'onnx-vit');
    await exportOnnx('mini-vit-digits', folder);
    await using classifier = await pipeline('image-classification', folder);
    expect(classifier.engine).toBe('@huggingface/transformers');
    const path = join(folderOf('mini-vit-digits'), 'samples/digit-05-label-5.png');
    const bytes = readFileSync(path);
    for (const picture of [path, pathToFileURL(path), bytes, new Blob([bytes]), await RawImage.read(path)]) {
      const [{ label }] = await classifier(picture, { top_k: 1 });
      expect(label).toBe('5');
    }
    await expect(classifier(join(folder, 'config.json'))).rejects.toThrow(AutomodelError);
    await expect(classifier(path, { function_to_apply: 'sigmoid' })).rejects.toThrow(
      /does not know the option "function_to_apply"/,
    );
  });

  it('serve tasks under aliases', async () => {
    await using embed = await pipeline('embeddings', onnxBert, { engine: '@huggingface/transformers' });
    const tensor = (await embed('A man.', { pooling: 'mean', normalize: true })) as Tensor;
    expect(tensor).toBeInstanceOf(Tensor);
    expect(tensor.norm().item()).toBeCloseTo(1, 5);
  });
});

describe('generation by @huggingface/transformers', () => {
  const prompts = ['A man is', 'A dog is'];
  const generated = async (options: object = {}): Promise<unknown> => {
    await using model = await AutoModelForCausalLM.from_pretrained(onnxGpt2);
    const tokenizer = await AutoTokenizer.from_pretrained(onnxGpt2);
    return (await model.generate(tokenizer(prompts[0]), options)).tolist();
  };

  it('gives the tokens that automodel gives', async () => {
    await using own = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    const call = { do_sample: false, max_new_tokens: 8, repetition_penalty: 1.2 };
    const expected = await own.generate(tokenizer(prompts[0]), call);
    expect(await generated(call)).toEqual(expected.tolist());
  });

  it('ends every row of a batch where it ends', async () => {
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    await using own = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
    await using other = await AutoModelForCausalLM.from_pretrained(onnxGpt2);
    const inputs = tokenizer(prompts);
    const free = await own.generate(inputs, { max_new_tokens: 12 });
    // A token that the first row says early and the second one late or never.
    const eos_token_id = (free.tolist() as number[][])[0][inputs.input_ids.dims[1] + 2];
    const call = { max_new_tokens: 12, eos_token_id, pad_token_id: 0 };
    const expected = await own.generate(inputs, call);
    expect((await other.generate(inputs, call)).tolist()).toEqual(expected.tolist());
  });

  it('gives 20 new tokens unless something is said', async () => {
    const [row] = (await generated({ eos_token_id: -1 })) as number[][];
    const tokenizer = await AutoTokenizer.from_pretrained('mini-gpt2');
    expect(row.length - tokenizer.encode(prompts[0]).length).toBe(20);
  });

  it('takes streamers, processors, criteria and signals of ours', async () => {
    const streamed: number[][][] = [];
    const streamer = {
      put: (rows: readonly (readonly number[])[]) => void streamed.push(rows.map((row) => [...row])),
      end: () => void streamed.push([]),
    };
    const banned = 5;
    const logits_processor = [
      { process: (_: Int32Array, scores: Float32Array) => void scores.fill(-Infinity, 0, banned) },
    ];
    const [row] = (await generated({
      max_new_tokens: 10,
      streamer,
      logits_processor,
      stopping_criteria: [(sequence: Int32Array) => sequence.length >= 6],
    })) as number[][];
    expect(row).toHaveLength(6);
    expect(streamed.at(-1)).toEqual([]);
    expect(streamed.flat(2)).toEqual(row);

    const aborted = generated({ max_new_tokens: 500, signal: AbortSignal.timeout(1) });
    await expect(aborted).rejects.toThrow(/abort|timeout/i);
  });

  it.each([
    ['num_beams', 4],
    ['top_p', 0.5],
    ['num_return_sequences', 2],
    ['penalty_alpha', 0.6],
    ['output_scores', true],
    ['typical_p', 0.3],
    ['length_penalty', 2],
    ['use_cache', false],
    ['assistant_model', {}],
  ])('refuses %s, which it would ignore', async (name, value) => {
    const refused = generated({ [name]: value });
    await expect(refused).rejects.toThrow(EngineError);
    await expect(refused).rejects.toThrow(name);
    await expect(generated({ generation_config: { [name]: value } })).rejects.toThrow(name);
  });

  it('takes such options with the values that ask for nothing', () => {
    checkGenerateOptions({ num_beams: 1, top_p: 1, num_return_sequences: 1, use_cache: true });
  });

  it('knows every option of generation that the library has', () => {
    const { generation_kwargs, forced_decoder_ids, ...options } = {
      ...new peer.GenerationConfig({} as peer.PretrainedConfig),
    };
    // Neither has an effect there, nor a value that asks for something here.
    expect([generation_kwargs, forced_decoder_ids]).toEqual([{}, null]);
    for (const [name, value] of Object.entries(options)) checkGenerateOptions({ [name]: value as unknown });
  });

  it('refuses what generation_config.json asks for in vain, until the call says otherwise', async () => {
    const folder = join(temporary, 'beams');
    cpSync(onnxGpt2, folder, { recursive: true });
    writeFileSync(join(folder, 'generation_config.json'), JSON.stringify({ num_beams: 4, top_p: 0.5 }));
    await using model = await AutoModelForCausalLM.from_pretrained(folder);
    const inputs = (await AutoTokenizer.from_pretrained(folder))(prompts[0]);
    await expect(model.generate(inputs)).rejects.toThrow(/asks for num_beams: 4.*Say num_beams: 1/s);
    await expect(model.generate(inputs, { num_beams: 1, do_sample: true })).rejects.toThrow(/top_p: 0\.5/);
    expect((await model.generate(inputs, { num_beams: 1, max_new_tokens: 1 })).dims[0]).toBe(1);
  });

  it('is a pipeline, too', async () => {
    await using generator = await pipeline('text-generation', onnxGpt2);
    const [{ generated_text }] = await generator(prompts[0], { max_new_tokens: 5 });
    expect(generated_text).toMatch(/^A man is /);
    const drawn = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const [text] = await generator(prompts[0], { max_new_tokens: 12 });
      drawn.add(text.generated_text);
    }
    // As everywhere in automodel, it samples unless it is told not to.
    expect(drawn.size).toBeGreaterThan(1);
    await expect(generator(prompts[0], { num_beams: 2 })).rejects.toThrow(/ignores num_beams/);
    await expect(generator(prompts[0], { max_tokens: 2 } as object)).rejects.toThrow(
      /does not know the option "max_tokens"/,
    );
  });

  it('is refused for models that do not generate', async () => {
    const options = { engine: '@huggingface/transformers' } as const;
    await using model = await AutoModelForMaskedLM.from_pretrained(onnxBert, options);
    await expect(model.generate({})).rejects.toThrow(/does not generate/);
  });
});
