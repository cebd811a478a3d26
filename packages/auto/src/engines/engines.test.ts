import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import {
  AutoConfig,
  AutoModel,
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
import { loadLibrary } from './transformers-js/library.js';

const folderOf = (model: string): string =>
  dirname(fileURLToPath(import.meta.resolve(`@automodel/${model}/config.json`)));

let temporary: string;
/** mini-bert as ONNX alone, and as a checkpoint with ONNX files beside the weights. */
let onnxBert: string;
let bothBert: string;

beforeAll(async () => {
  temporary = mkdtempSync(join(tmpdir(), 'automodel-'));
  onnxBert = join(temporary, 'onnx-bert');
  await exportOnnx('mini-bert', onnxBert);
  bothBert = join(temporary, 'both-bert');
  cpSync(folderOf('mini-bert'), bothBert, { recursive: true });
  await exportOnnx(bothBert, bothBert);
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
    expect(inspect(own, { breakLength: Infinity })).toBe(
      `FillMaskPipeline { task: 'fill-mask', model: BertForMaskedLM { model: 'mini-bert', device: 'cpu', backend: '${own.model.backend}' } }`,
    );
    expect(inspect(unmasker, { breakLength: Infinity })).toBe(
      "TransformersJsPipeline { task: 'fill-mask', engine: '@huggingface/transformers', model: TransformersJsModel { model_type: 'bert', engine: '@huggingface/transformers' } }",
    );
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

  it('refuse models that give a score instead of classes', async () => {
    const folder = join(temporary, 'onnx-score');
    await exportOnnx('mini-distilbert-sst2', folder);
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...config, id2label: { 0: 'SCORE' } }));
    await using classifier = await pipeline('text-classification', folder);
    await expect(classifier('A wonderful film.')).rejects.toThrow(/makes 1 of every single score/);
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
