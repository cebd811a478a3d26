import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from '@automodel/core';
import { differenceFromOracle, logitsFixtures, oracles, type LogitsFixture } from '@automodel/oracle';
import * as peer from '@huggingface/transformers';
import * as web from 'onnxruntime-web';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoTokenizer, exportOnnx, ModelExportError } from './index.js';

peer.env.allowRemoteModels = false;
web.env.wasm.numThreads = 1;

let temporary: string;
beforeAll(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

const int64 = ({ data, dims }: Tensor<'int32'>): { data: BigInt64Array; dims: number[] } => ({
  data: BigInt64Array.from(data, BigInt),
  dims: [...dims],
});

const hasTokenizer = (folder: string): boolean =>
  ['tokenizer.json', 'vocab.txt'].some((file) => existsSync(join(folder, file)));

/** The classes there by the ends of Python's names. */
const autoClasses = [
  ['ForMaskedLM', peer.AutoModelForMaskedLM],
  ['ForSequenceClassification', peer.AutoModelForSequenceClassification],
  ['ForTokenClassification', peer.AutoModelForTokenClassification],
  ['ForQuestionAnswering', peer.AutoModelForQuestionAnswering],
] as const;

type Inputs = LogitsFixture['batches'][number]['inputs'];

/** Token type ids that a graph reads and a fixture leaves out are zeros. */
function completed(inputs: Inputs): [string, Tensor<'int32'>][] {
  const { input_ids: ids } = inputs;
  const zeros = new Tensor('int32', new Int32Array(ids.size), ids.dims);
  const ones = new Tensor('int32', new Int32Array(ids.size).fill(1), ids.dims);
  return Object.entries({ token_type_ids: zeros, attention_mask: ones, ...inputs });
}

describe.each(oracles)('exported encoders of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  // Heads that classify are the same over every encoder; two of them show it.
  const fixtures = logitsFixtures(oracle, /^encoder-/).filter(
    ({ name, class: head }) => !/Classification|Answering/.test(head) || /^(distil)?bert-/.test(name),
  );
  describe.each(fixtures)('$name', (fixture) => {
    let folder: string;
    beforeAll(async () => {
      folder = join(temporary, oracle.name, fixture.name);
      await exportOnnx(fixture.folder, folder);
    });

    it('compute in @huggingface/transformers what Python computes', async () => {
      const auto = autoClasses.find(([end]) => fixture.class.endsWith(end))?.[1] ?? peer.AutoModel;
      const model = await auto.from_pretrained(folder, { dtype: 'fp32' });
      for (const { inputs, outputs } of fixture.batches) {
        const feeds = completed(inputs).map(([name, tensor]) => {
          const { data, dims } = int64(tensor);
          return [name, new peer.Tensor('int64', data, dims)];
        });
        const computed = (await model(Object.fromEntries(feeds))) as Record<string, peer.Tensor>;
        for (const [name, expected] of Object.entries(outputs)) {
          const { data, dims } = computed[name];
          const actual = new Tensor('float32', data as Float32Array, dims);
          const isPerToken = dims.length === 3 || /^(start|end)_logits$/.test(name);
          const mask = isPerToken ? inputs.attention_mask : undefined;
          expect(differenceFromOracle(actual, expected, mask)).toBeLessThan(1e-4);
        }
      }
      await model.dispose();
    });

    it.skipIf(!hasTokenizer(fixture.folder))('read texts there as here', async () => {
      const texts = ['The gardener waters the plants.', 'Two.'];
      const here = (await AutoTokenizer.from_pretrained(fixture.folder))(texts, { padding: true });
      const theirs = await peer.AutoTokenizer.from_pretrained(folder);
      const there = theirs(texts, { padding: true }) as { input_ids: peer.Tensor };
      expect(Array.from(there.input_ids.data as BigInt64Array, Number)).toEqual(
        Array.from(here.input_ids.data),
      );
    });
  });
});

describe('exported encoders', () => {
  it.each(logitsFixtures(oracles[0], /^encoder-mlm$/))('compute in a browser: $name', async (fixture) => {
    const folder = join(temporary, 'web', fixture.name);
    await exportOnnx(fixture.folder, folder);
    const session = await web.InferenceSession.create(readFileSync(join(folder, 'onnx/model.onnx')), {
      executionProviders: ['wasm'],
    });
    const [{ inputs, outputs }] = fixture.batches;
    const feeds = completed(inputs).filter(([name]) => session.inputNames.includes(name));
    const { logits } = await session.run(
      Object.fromEntries(
        feeds.map(([name, tensor]) => {
          const { data, dims } = int64(tensor);
          return [name, new web.Tensor('int64', data, dims)];
        }),
      ),
    );
    const actual = new Tensor('float32', logits.data as Float32Array, logits.dims);
    expect(differenceFromOracle(actual, outputs.logits, inputs.attention_mask)).toBeLessThan(1e-4);
    await session.release();
  });

  it('are encoders only', async () => {
    await expect(exportOnnx('mini-gpt2', join(temporary, 'gpt2'))).rejects.toThrow(ModelExportError);
  });
});
