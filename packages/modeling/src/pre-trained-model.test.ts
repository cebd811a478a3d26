import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { RunAbortedError, Tensor } from '@automodel/core';
import { WeightsError } from '@automodel/graph';
import { oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BertModel } from './encoders/bert.js';
import { ElectraModel } from './encoders/electra.js';
import type { LoadOptions } from './load-options.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];
const bert = join(oracles[0].folder, 'models/bert-model');
const inputs = { input_ids: new Tensor('int32', [2, 45, 4, 3], [1, 4]) };

/** A copy of the checkpoint whose config or weights' header are changed. */
function changed(change: { config?: object; header?: (header: Record<string, unknown>) => void }): string {
  const folder = join(temporary, 'model');
  cpSync(bert, folder, { recursive: true });
  const configFile = join(folder, 'config.json');
  const config = JSON.parse(readFileSync(configFile, 'utf8')) as object;
  writeFileSync(configFile, JSON.stringify({ ...config, ...change.config }));
  if (change.header) {
    const file = join(folder, 'model.safetensors');
    const bytes = readFileSync(file);
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
    change.header(header);
    // Padded with spaces to its old length, so that the data stays where it is.
    bytes.write(JSON.stringify(header).padEnd(length), 8);
    writeFileSync(file, bytes);
  }
  return folder;
}

let temporary: string;
beforeEach(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterEach(() => {
  rmSync(temporary, { recursive: true });
});

describe.each(backends)('a model on %s', (backend) => {
  it('computes there', async () => {
    await using model = await BertModel.from_pretrained(bert, { backend });
    expect(model.backend).toBe(backend);
    const { last_hidden_state, pooler_output } = await model(inputs);
    expect(last_hidden_state.dims).toEqual([1, 4, 32]);
    expect(pooler_output?.dims).toEqual([1, 32]);
  });

  it('gives hidden states on request', async () => {
    await using model = await BertModel.from_pretrained(bert, { backend });
    const { hidden_states, last_hidden_state } = await model(inputs, { output_hidden_states: true });
    expect(hidden_states).toHaveLength(3);
    expect(hidden_states![2].data).toEqual(last_hidden_state.data);
    expect(await model(inputs)).not.toHaveProperty('hidden_states');
  });

  it('answers calls that overlap', async () => {
    await using model = await BertModel.from_pretrained(bert, { backend });
    const alone = await model(inputs);
    const together = await Promise.all(Array.from({ length: 8 }, () => model(inputs)));
    for (const { last_hidden_state } of together) {
      expect(last_hidden_state.data).toEqual(alone.last_hidden_state.data);
    }
  });

  it('refuses calls after dispose(), which may be called again', async () => {
    const model = await BertModel.from_pretrained(bert, { backend });
    expect(inspect(model, { breakLength: Infinity })).toBe(
      `BertModel { model: '${bert}', device: 'cpu', backend: '${backend}' }`,
    );
    await model.dispose();
    await model.dispose();
    expect(inspect(model)).toBe(`BertModel { backend: '${backend}', disposed: true }`);
    await expect(model(inputs)).rejects.toThrow(/BertModel was disposed/);
  });

  it('does not compute for a signal that is aborted', async () => {
    await using model = await BertModel.from_pretrained(bert, { backend });
    await expect(model(inputs, { signal: AbortSignal.abort() })).rejects.toThrow(RunAbortedError);
  });
});

describe('from_pretrained', () => {
  it.each(backends)(
    'follows the links that a snapshot of the Hugging Face cache is made of, on %s',
    async (backend) => {
      const blobs = join(temporary, 'models--x--y/blobs');
      const snapshot = join(temporary, 'models--x--y/snapshots/0123');
      for (const folder of [blobs, snapshot]) mkdirSync(folder, { recursive: true });
      for (const [i, file] of ['config.json', 'model.safetensors'].entries()) {
        copyFileSync(join(bert, file), join(blobs, `hash${i}`));
        symlinkSync(`../../blobs/hash${i}`, join(snapshot, file));
      }
      await using plain = await BertModel.from_pretrained(bert, { backend });
      await using linked = await BertModel.from_pretrained(snapshot, { backend });
      expect((await linked(inputs)).last_hidden_state.data).toEqual(
        (await plain(inputs)).last_hidden_state.data,
      );
    },
  );

  it('lists every tensor that is missing and every one of another shape', async () => {
    const folder = changed({
      config: { intermediate_size: 65 },
      header: (header) => {
        delete header['encoder.layer.0.attention.self.query.weight'];
        delete header['embeddings.LayerNorm.bias'];
      },
    });
    const error = await BertModel.from_pretrained(folder).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(WeightsError);
    const { missing, mismatched } = error as WeightsError;
    expect(missing).toEqual(['embeddings.LayerNorm.bias', 'encoder.layer.0.attention.self.query.weight']);
    expect(mismatched).toContainEqual({
      name: 'encoder.layer.1.output.dense.weight',
      expected: [32, 65],
      found: [32, 64],
    });
  });

  it('says which of the tensors it does not use', async () => {
    await using model = await BertModel.from_pretrained(join(oracles[0].folder, 'models/bert'));
    expect(model.unusedWeights).toContain('cls.predictions.bias');
  });

  it('has no pooler where the checkpoint has none', async () => {
    await using model = await BertModel.from_pretrained(join(oracles[0].folder, 'models/bert'));
    expect(await model(inputs)).not.toHaveProperty('pooler_output');
  });

  it('refuses heads that do not divide the hidden size, naming the module', async () => {
    const folder = changed({ config: { num_attention_heads: 5 } });
    await expect(BertModel.from_pretrained(folder)).rejects.toThrow(
      /encoder\.layer\.0\.attention\.self: MultiHeadAttention.*divide by 5 heads/,
    );
  });

  it('refuses weights of another architecture', async () => {
    await expect(ElectraModel.from_pretrained(bert)).rejects.toThrow(WeightsError);
  });

  it('tells what it is doing', async () => {
    const events: string[] = [];
    const options = { progress_callback: ({ status }: { status: string }) => void events.push(status) };
    await using model = await BertModel.from_pretrained(bert, options);
    expect(model).toBeInstanceOf(BertModel);
    expect(events).toEqual(['initiate', 'done']);
  });

  it.each([
    ['an option that it does not know', { quantized: true }, /does not know the option "quantized"/],
    [
      'a precision that it does not compute in',
      { dtype: 'q4' },
      /dtype: "q4" is not supported; choose one of auto, fp32, int8/,
    ],
    ['a device that it does not compute on', { device: 'webgpu' }, /device: "webgpu"/],
    ['a backend that there is not', { backend: 'cuda' }, /cuda/],
  ])('refuses %s', async (_, options, message) => {
    await expect(BertModel.from_pretrained(bert, options as LoadOptions)).rejects.toThrow(message);
  });
});
