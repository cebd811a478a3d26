import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cos_sim, InvalidArgumentError, Tensor } from '@automodel/core';
import { logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkpoint } from '@automodel/checkpoint';
import { resolveClass } from './auto-class.js';
import { GPT2Model } from './decoders/gpt2.js';
import { BertModel } from './encoders/bert.js';
import { encoderModels } from './encoders/registry.js';
import { quantizeWeight } from './int8.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];
const [embedded] = oracles;
const bert = join(embedded.folder, 'models/bert-model');

describe('quantizeWeight', () => {
  it('rounds every output to 255 steps of its own', () => {
    const { values, scales } = quantizeWeight(
      new Tensor('float32', [127, -63.4, 0, 0, 0.254, -0.002], [3, 2]),
    );
    expect(Array.from(scales.data, (scale) => Number(scale.toFixed(6)))).toEqual([1, 1, 0.002]);
    expect(values.tolist()).toEqual([
      [127, 0, 127],
      [-63, 0, -1],
    ]);
  });

  it('is off by half a step at most', () => {
    const number = fc.float({ min: -10, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number, number), { minLength: 1, maxLength: 8 }), (rows) => {
        const { values, scales } = quantizeWeight(new Tensor('float32', rows.flat(), [rows.length, 3]));
        rows.forEach((row, o) => {
          row.forEach((weight, i) => {
            const restored = values.data[i * rows.length + o] * scales.data[o];
            expect(Math.abs(restored - weight)).toBeLessThanOrEqual(scales.data[o] * 0.5001);
          });
        });
      }),
    );
  });
});

describe.each(backends)("dtype: 'int8' on %s", (backend) => {
  const fixtures = logitsFixtures(embedded, /^encoder-/).filter(({ batches }) => batches[0].inputs);

  // Random networks with weights far larger than those of trained ones: the direction of what they compute stays.
  it.each(fixtures)('computes nearly the same: $name', async ({ folder, batches }) => {
    const checkpoint = await Checkpoint.open(folder);
    const modelClass = await resolveClass(encoderModels, checkpoint.config.model_type, 'the test');
    await using exact = await modelClass.from_checkpoint(checkpoint, { backend });
    await using quick = await modelClass.from_checkpoint(checkpoint, { backend, dtype: 'int8' });
    const [expected, actual] = await Promise.all([exact(batches[0].inputs), quick(batches[0].inputs)]);
    const [a, b] = [expected.last_hidden_state.data, actual.last_hidden_state.data];
    expect(cos_sim(a, b)).toBeGreaterThan(0.99);
    expect(b).not.toEqual(a);
  });
});

describe("dtype: 'int8'", () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('has every output of the network', async () => {
    await using model = await BertModel.from_pretrained(bert, { dtype: 'q8' });
    const input_ids = new Tensor('int32', [2, 7, 3], [1, 3]);
    const { hidden_states, last_hidden_state } = await model({ input_ids }, { output_hidden_states: true });
    expect(hidden_states!.at(-1)!.data).toEqual(last_hidden_state.data);
  });

  it('is exported under the name that readers of ONNX look for', async () => {
    await using model = await BertModel.from_pretrained(bert, { dtype: 'int8' });
    await model.exportOnnx(join(folder, 'model'));
    expect(existsSync(join(folder, 'model/onnx/model_quantized.onnx'))).toBe(true);
    expect(existsSync(join(folder, 'model/onnx/model.onnx'))).toBe(false);
  });

  it('is refused by networks whose rows must not depend on each other', async () => {
    const load = GPT2Model.from_pretrained('mini-gpt2', { dtype: 'int8' });
    await expect(load).rejects.toThrow(InvalidArgumentError);
    await expect(load).rejects.toThrow(/a GPT2Model does not compute in "int8"; encoders do/);
  });
});
