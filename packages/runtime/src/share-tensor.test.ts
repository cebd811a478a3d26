import { InvalidArgumentError } from '@automodel/core';
import { expect, it } from 'vitest';
import { float32, linear } from '../test/models.js';
import { createSession } from './create-session.js';
import type { TensorBuffer } from './session.js';
import { shareTensor } from './share-tensor.js';

/** The matrix `[[5, 6], [7, 8]]` instead of the model's own. */
async function sharedMatrix(): Promise<TensorBuffer> {
  const values = new Uint8Array(Float32Array.of(5, 6, 7, 8).buffer);
  const buffer = await shareTensor('float32', [2, 2], async (bytes) => bytes.set(values), {
    backend: 'native',
  });
  return buffer!;
}

it('gives sessions a weight that lies in memory once, for as long as one of them lives', async () => {
  const w = await sharedMatrix();
  const options = { backend: 'native', initializers: new Map([['w', w]]) } as const;
  const [first, second] = [await createSession(linear(), options), await createSession(linear(), options)];
  w.dispose();
  const x = float32([1, 2], [1, 1]);
  expect((await first.run({ x })).z.tolist()).toEqual([[13, 16]]);
  await first.dispose();
  expect((await second.run({ x })).z.tolist()).toEqual([[13, 16]]);
  await second.dispose();
});

it('frees the memory if it cannot be filled', async () => {
  const filling = shareTensor('float32', [2], () => Promise.reject(new Error('no file')), {
    backend: 'native',
  });
  await expect(filling).rejects.toThrow('no file');
});

it('is for native: sessions of onnxruntime-node hold nothing together', async () => {
  const backend = 'onnxruntime-node';
  expect(await shareTensor('float32', [2], () => Promise.resolve(), { backend })).toBeUndefined();
  const initializers = new Map([['w', await sharedMatrix()]]);
  await expect(createSession(linear(), { backend, initializers })).rejects.toThrow(InvalidArgumentError);
});
