import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { RunAbortedError, type Tensor } from '@automodel/core';
import { fixtureTensors, maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SentenceTransformerError } from './errors.js';
import { SentenceTransformer } from './sentence-transformer.js';
import { similarity, similarityNames, type SimilarityName } from './similarity.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** What Python's SentenceTransformer says of one folder; vectors are named in the safetensors file beside. */
interface ModelCase {
  model: string;
  similarity_fn_name: SimilarityName;
  max_seq_length: number;
  prompts: Record<string, string>;
  default_prompt_name: string | null;
  embeddings: string;
  dimension: number;
  similarities: Record<SimilarityName | 'own', string>;
  normalize_embeddings: string;
  truncate_dim_8: string;
  encode_query?: string;
  encode_document?: string;
  encode_prompt?: { prompt: string; embeddings: string };
  token_embeddings?: string[];
}

interface Fixture {
  sentences: string[];
  models: ModelCase[];
}

function expectSame(actual: Tensor, expected: Tensor): void {
  expect(actual.dims).toEqual(expected.dims);
  expect(maxAbsDifference(actual.data as Float32Array, expected.data as Float32Array)).toBeLessThan(1e-4);
}

describe.each(oracles)('sentence-transformers of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const { sentences, models } = readFixture(oracle, 'sentence-embeddings.json') as Fixture;
  const python = fixtureTensors(oracle, 'sentence-embeddings.safetensors');

  describe.each(backends)('on %s', (backend) => {
    describe.each(models)('$model', (fixture) => {
      let model: SentenceTransformer;
      beforeAll(async () => {
        model = await SentenceTransformer.from_pretrained(join(oracle.folder, fixture.model), { backend });
      });
      afterAll(() => model.dispose());

      it('reads what the folder says', () => {
        const { similarity_fn_name, max_seq_length, prompts, default_prompt_name } = model;
        expect({ similarity_fn_name, max_seq_length, prompts }).toEqual({
          similarity_fn_name: fixture.similarity_fn_name,
          max_seq_length: fixture.max_seq_length,
          prompts: fixture.prompts,
        });
        expect(default_prompt_name ?? null).toBe(fixture.default_prompt_name);
        expect(model.get_embedding_dimension()).toBe(fixture.dimension);
      });

      it('embeds as Python does, alone and among others', async () => {
        expectSame(await model.encode(sentences), python(fixture.embeddings));
        expectSame(await model.encode(sentences, { batch_size: 1 }), python(fixture.embeddings));
        expectSame(await model.encode(sentences[1]), python(fixture.embeddings).at(1));
      });

      it('scales and cuts vectors', async () => {
        expectSame(
          await model.encode(sentences, { normalize_embeddings: true }),
          python(fixture.normalize_embeddings),
        );
        expectSame(await model.encode(sentences, { truncate_dim: 8 }), python(fixture.truncate_dim_8));
      });

      it('compares vectors', () => {
        const embeddings = python(fixture.embeddings);
        for (const name of similarityNames) {
          expectSame(similarity(embeddings, embeddings, name), python(fixture.similarities[name]));
        }
        expectSame(model.similarity(embeddings, embeddings), python(fixture.similarities.own));
      });

      if (fixture.encode_prompt) {
        it('puts prompts in front', async () => {
          expectSame(await model.encode_query(sentences), python(fixture.encode_query!));
          expectSame(await model.encode_document(sentences), python(fixture.encode_document!));
          const { prompt, embeddings } = fixture.encode_prompt!;
          expectSame(await model.encode(sentences, { prompt }), python(embeddings));
        });
      }

      if (fixture.token_embeddings) {
        it('gives the vectors of tokens', async () => {
          const tokens = await model.encode(sentences, { output_value: 'token_embeddings' });
          fixture.token_embeddings!.forEach((name, i) => expectSame(tokens[i], python(name)));
        });
      }
    });

    it('embeds real texts as Python does on all-MiniLM-L6-v2', async () => {
      const real = readFixture(oracle, 'real/all-MiniLM-L6-v2.json') as {
        sentences: string[];
        questions: string[];
        queries: string[];
        scores: number[][];
      };
      const expected = fixtureTensors(oracle, 'real/all-MiniLM-L6-v2.safetensors');
      await using model = await SentenceTransformer.from_pretrained(undefined, { backend });
      expectSame(await model.encode(real.sentences), expected('sentences'));
      const scores = model.similarity(await model.encode(real.queries), await model.encode(real.questions));
      expect(maxAbsDifference([...scores.data], real.scores.flat())).toBeLessThan(1e-4);
    });
  });
});

const miniSbert = join(oracles[1].folder, '../../models/mini-sbert');
const miniSbertIsPresent = oracles[1].present;

it.skipIf(!miniSbertIsPresent)('embeds as Python does on mini-sbert, which is not bundled', async () => {
  const { sentences } = readFixture(oracles[1], 'real/mini-sbert.json') as { sentences: string[] };
  await using model = await SentenceTransformer.from_pretrained(miniSbert);
  const expected = fixtureTensors(oracles[1], 'real/mini-sbert.safetensors');
  expectSame(await model.encode(sentences), expected('embeddings'));
});

describe('SentenceTransformer', () => {
  const folder = join(oracles[0].folder, 'models/st-prompts-excluded');
  const texts = ['Short.', 'An honest merchant lifted the guitar before the rain.', '', 'Short.'];
  let model: SentenceTransformer;
  beforeAll(async () => {
    model = await SentenceTransformer.from_pretrained(folder);
  });
  afterAll(() => model.dispose());

  it('is shown by what it is, not by what it is made of', () => {
    expect(inspect(model)).toMatch(/^SentenceTransformer \{[^]{0,300}max_seq_length: \d+/);
  });

  it('streams texts in their order, window by window', async () => {
    const progress: number[] = [];
    const source = async function* (): AsyncGenerator<string> {
      for (const text of texts) yield await Promise.resolve(text);
    };
    const stream = model.encodeStream(source(), {
      window_size: 3,
      progress_callback: ({ done }) => void progress.push(done),
    });
    const streamed = [];
    for await (const embedded of stream) streamed.push(embedded);
    expect(streamed.map(({ index, text }) => [index, text])).toEqual(texts.map((text, i) => [i, text]));
    const whole = await model.encode(texts);
    streamed.forEach(({ embedding }, i) => expectSame(embedding, whole.at(i)));
    expect(progress).toEqual([3, 4]);
  });

  it('reads no further than it has to', async () => {
    let read = 0;
    const endless = function* (): Generator<string> {
      for (;;) yield `text ${read++}`;
    };
    for await (const { index } of model.encodeStream(endless(), { window_size: 8 })) if (index === 9) break;
    expect(read).toBe(16);
  });

  it('tells how far it has come', async () => {
    const progress: number[] = [];
    await model.encode(texts, { progress_callback: ({ done, total }) => void progress.push(done, total!) });
    expect(progress.at(-2)).toBe(4);
    expect(progress.at(-1)).toBe(4);
  });

  it('stores vectors in fewer bits', async () => {
    expect(await model.encode(texts, { precision: 'int8' })).toMatchObject({ type: 'int8', dims: [4, 32] });
    expect(await model.encode(texts, { precision: 'ubinary' })).toMatchObject({
      type: 'uint8',
      dims: [4, 4],
    });
    expect(await model.encode(texts[0], { precision: 'binary' })).toMatchObject({ type: 'int8', dims: [4] });
    await expect(model.encode(texts[0], { precision: 'int8' })).rejects.toThrow(
      /one embedding does not show/,
    );
  });

  it('gives nothing for no texts', async () => {
    expect((await model.encode([])).dims).toEqual([0, 32]);
    expect(await model.encode([], { output_value: 'token_embeddings' })).toEqual([]);
  });

  it('takes settings that go before those of the folder', async () => {
    await using other = await SentenceTransformer.from_pretrained(folder, {
      max_seq_length: 5,
      similarity_fn_name: 'dot',
      truncate_dim: 4,
      prompts: { greet: 'Hello: ' },
      default_prompt_name: 'greet',
    });
    expect(other.get_sentence_embedding_dimension()).toBe(4);
    expect(other.similarity_fn_name).toBe('dot');
    expectSame(await other.encode('a b'), await other.encode('a b', { prompt_name: 'greet' }));
    const tokens = await other.encode('a b c d e f g h', { output_value: 'token_embeddings', prompt: '' });
    expect(tokens.dims).toEqual([5, 32]);
  });

  it('stops when it is told to, and works on', async () => {
    await expect(model.encode(texts, { signal: AbortSignal.abort() })).rejects.toThrow(RunAbortedError);
    expect((await model.encode(texts)).dims).toEqual([4, 32]);
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['what is no text', () => model.encode(7 as unknown as string), /a text or a list of texts; it got 7/],
    [
      'a list with something else',
      () => model.encode(['a', null] as unknown as string[]),
      /text 1 is no text but object/,
    ],
    [
      'an unknown option',
      () => model.encode('a', { batchSize: 1 } as never),
      /does not know the option "batchSize".*batch_size/,
    ],
    [
      'no batch at all',
      () => model.encode('a', { batch_size: 0 }),
      /batch_size must be a whole number from 1/,
    ],
    [
      'a precision that does not exist',
      () => model.encode('a', { precision: 'int4' as 'int8' }),
      /"int4".*int8/,
    ],
    [
      'an output that does not exist',
      () => model.encode('a', { output_value: 'all' as never }),
      /"all".*token_emb/,
    ],
    [
      'a prompt that it does not have',
      () => model.encode('a', { prompt_name: 'greet' }),
      /no prompt "greet".*query/,
    ],
    [
      'stored token embeddings',
      () => model.encode('a', { output_value: 'token_embeddings', precision: 'binary' }),
      /precision cannot be used with/,
    ],
    [
      'int8 in a stream',
      async () => model.encodeStream(['a'], { precision: 'int8' }).next(),
      /the ranges of all vectors are needed/,
    ],
    [
      'a window without room',
      async () => model.encodeStream(['a'], { window_size: 0 }).next(),
      /window_size must be/,
    ],
    [
      'a negative limit',
      () => SentenceTransformer.from_pretrained(folder, { max_seq_length: -1 }),
      /max_seq_length must be/,
    ],
    [
      'a similarity that does not exist',
      () => SentenceTransformer.from_pretrained(folder, { similarity_fn_name: 'jaccard' as 'dot' }),
      /no similarity "jaccard"/,
    ],
    [
      'an option of loading that it does not know',
      () => SentenceTransformer.from_pretrained(folder, { quantized: true } as never),
      /does not know the option "quantized"/,
    ],
  ])('refuses %s', async (_, call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

describe('folders', () => {
  let folder: string;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'automodel-')), 'model');
    cpSync(join(oracles[0].folder, 'models/st-dense-legacy'), folder, { recursive: true });
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  });
  afterEach(() => {
    rmSync(join(folder, '..'), { recursive: true });
    vi.restoreAllMocks();
  });
  const write = (name: string, content: object): void => {
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  const modules = (...parts: [path: string, type: string][]): void =>
    write(
      'modules.json',
      parts.map(([path, type], idx) => ({
        idx,
        name: String(idx),
        path,
        type: `sentence_transformers.models.${type}`,
      })),
    );
  const encode = async (text: string): Promise<Tensor> => {
    await using model = await SentenceTransformer.from_pretrained(folder);
    return model.encode(text);
  };

  it('may lack the folder of a module without weights', async () => {
    const before = await encode('the garden');
    rmSync(join(folder, '4_Normalize'), { recursive: true });
    expectSame(await encode('the garden'), before);
  });

  it('may hold the encoder in a folder of its own, as the oldest do', async () => {
    modules(['', 'Transformer'], ['1_Pooling', 'Pooling']);
    const before = await encode('the garden');
    mkdirSync(join(folder, '0_Transformer'));
    for (const file of [
      'config.json',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'sentence_bert_config.json',
    ]) {
      renameSync(join(folder, file), join(folder, '0_Transformer', file));
    }
    modules(['0_Transformer', 'Transformer'], ['1_Pooling', 'Pooling']);
    expectSame(await encode('the garden'), before);
  });

  it('without modules.json mean the mean of tokens, and a warning', async () => {
    modules(['', 'Transformer'], ['1_Pooling', 'Pooling']);
    const before = await encode('the garden');
    rmSync(join(folder, 'modules.json'));
    expectSame(await encode('the garden'), before);
    expect(console.warn).toHaveBeenCalledWith(expect.stringMatching(/no modules.json.*mean pooling/));
  });

  it('may say that texts are made lower case', async () => {
    write('sentence_bert_config.json', { max_seq_length: 20, do_lower_case: true });
    expectSame(await encode('THE Garden'), await encode('the garden'));
  });

  it('may normalize layers, leave out, and add to what comes in', async () => {
    write('2_Dense/config.json', {
      in_features: 32,
      out_features: 20,
      activation_function: 'torch.nn.modules.linear.Identity',
    });
    modules(['', 'Transformer'], ['1_Pooling', 'Pooling'], ['5_Dropout', 'Dropout'], ['2_Dense', 'Dense']);
    expect((await encode('the garden')).dims).toEqual([20]);
    write('2_Dense/config.json', { in_features: 32, out_features: 20, use_residual: true });
    await expect(encode('the garden')).rejects.toThrow(/no tensor "residual.weight"/);
    modules(['', 'Transformer'], ['1_Pooling', 'Pooling'], ['2_Dense', 'LayerNorm']);
    write('2_Dense/config.json', { dimension: 32 });
    await expect(encode('the garden')).rejects.toThrow(/no tensor "norm.weight"/);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a module that is not supported',
      () => modules(['', 'Transformer'], ['1_Pooling', 'Pooling'], ['2_LSTM', 'LSTM']),
      /models\.LSTM" is not supported; Transformer, Pooling/,
    ],
    [
      'no encoder at first',
      () => modules(['1_Pooling', 'Pooling']),
      /the first module must be a Transformer/,
    ],
    ['no pooling', () => modules(['', 'Transformer']), /names no Pooling module/],
    [
      'a module outside of the folder',
      () => modules(['', 'Transformer'], ['../1_Pooling', 'Pooling']),
      /is not the name of a file inside/,
    ],
    ['modules.json of another kind', () => write('modules.json', { path: '' }), /"modules.json".*Array/s],
    [
      'a pooling that does not exist',
      () => write('1_Pooling/config.json', { pooling_mode: 'median' }),
      /one of cls, max, mean/,
    ],
    ['a pooling that says nothing', () => rmSync(join(folder, '1_Pooling/config.json')), /does not exist/],
    [
      'an activation that does not exist',
      () =>
        write('2_Dense/config.json', { in_features: 32, out_features: 20, activation_function: 'os.system' }),
      /activation_function: one of torch.nn's Identity, Tanh/,
    ],
    [
      'weights of another size',
      () => write('2_Dense/config.json', { in_features: 32, out_features: 21 }),
      /"linear.weight" of .*\[20,32\].*says \[21,32\]/,
    ],
    [
      'a prompt by default that it does not have',
      () => write('config_sentence_transformers.json', { default_prompt_name: 'greet' }),
      /no prompt "greet"/,
    ],
  ])('are refused with %s', async (_, change, message) => {
    change();
    const error: unknown = await encode('the garden').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
    expect((error as SentenceTransformerError).code).toBeTypeOf('string');
  });
});
