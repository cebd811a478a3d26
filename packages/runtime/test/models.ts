import { Tensor, type DataType } from '@automodel/core';
import type { BackendName } from '../src/session.js';
import { onnx, type ExternalTensor } from './onnx.js';

/** Every test of behaviour runs on both. */
export const backends: readonly BackendName[] = ['native', 'onnxruntime-node'];

export function float32(dims: number[], values: number[]): Tensor<'float32'> {
  return new Tensor('float32', values, dims);
}

/** `sum = x + y`, both `[n, 2]`, and `product = x * y`. */
export function sumAndProduct(): Uint8Array {
  return onnx({
    inputs: { x: ['float32', 'n', 2], y: ['float32', 'n', 2] },
    outputs: { sum: ['float32', 'n', 2], product: ['float32', 'n', 2] },
    nodes: [
      { op: 'Add', inputs: ['x', 'y'], outputs: ['sum'], name: 'layer.add' },
      { op: 'Mul', inputs: ['x', 'y'], outputs: ['product'], name: 'layer.mul' },
    ],
  });
}

/** `z = x`, of any element type. */
export function identity(type: DataType, ...shape: (number | string)[]): Uint8Array {
  return onnx({
    inputs: { x: [type, ...shape] },
    outputs: { z: [type, ...shape] },
    nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['z'] }],
  });
}

/** `z = x + y` with shapes that are only known at run time, so that they may fail to fit there. */
export function lateAdd(): Uint8Array {
  return onnx({
    inputs: { x: ['float32', 'n'], y: ['float32', 'm'] },
    outputs: { z: ['float32', 'k'] },
    nodes: [{ op: 'Add', inputs: ['x', 'y'], outputs: ['z'], name: 'encoder.layer.3.add' }],
  });
}

/** `z = x w + b` with a 2 x 2 matrix, which fails for any `x` but `[n, 2]`. */
export function linear(): Uint8Array {
  return onnx({
    inputs: { x: ['float32', 'n', 'm'] },
    outputs: { z: ['float32', 'n', 2] },
    nodes: [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['product'], name: 'linear.matmul' },
      { op: 'Add', inputs: ['product', 'b'], outputs: ['z'], name: 'linear.add' },
    ],
    initializers: { w: float32([2, 2], [1, 2, 3, 4]), b: float32([2], [1, 2]) },
  });
}

/** `z = x + w`, where `w` lies in a file. */
export function externalAdd(weight: ExternalTensor): Uint8Array {
  return onnx({
    inputs: { x: ['float32', ...weight.dims] },
    outputs: { z: ['float32', ...weight.dims] },
    nodes: [{ op: 'Add', inputs: ['x', 'w'], outputs: ['z'] }],
    initializers: { w: weight },
  });
}

/** `z = x * w^steps` (matrices 128 x 128) in a loop of `steps` iterations: as long as one likes. */
export function longRunning(): Uint8Array {
  const size = 128;
  const identityMatrix = new Float32Array(size * size);
  for (let i = 0; i < size; i++) identityMatrix[i * size + i] = 1;
  return onnx({
    inputs: { x: ['float32', size, size], steps: ['int64'] },
    outputs: { z: ['float32', size, size] },
    initializers: {
      w: new Tensor('float32', identityMatrix, [size, size]),
      always: new Tensor('bool', [1], []),
    },
    nodes: [
      {
        op: 'Loop',
        inputs: ['steps', 'always', 'x'],
        outputs: ['z'],
        name: 'loop',
        attributes: {
          body: {
            inputs: { iteration: ['int64'], going: ['bool'], state: ['float32', size, size] },
            outputs: { goOn: ['bool'], next: ['float32', size, size] },
            nodes: [
              { op: 'Identity', inputs: ['going'], outputs: ['goOn'] },
              { op: 'MatMul', inputs: ['state', 'w'], outputs: ['next'], name: 'loop.matmul' },
            ],
          },
        },
      },
    ],
  });
}

export function longRunningFeeds(steps: number): { x: Tensor; steps: Tensor } {
  const x = new Tensor('float32', new Float32Array(128 * 128).fill(1), [128, 128]);
  return { x, steps: new Tensor('int64', BigInt64Array.of(BigInt(steps)), []) };
}

/** One attention layer that appends to a cache of `capacity` slots; 1 head of size 8, positions not encoded. */
export function cachedAttention(capacity: number): Uint8Array {
  const cache = ['float32', 1, 1, capacity, 8] as const;
  return onnx({
    inputs: {
      query: ['float32', 1, 'new', 8],
      key: ['float32', 1, 'new', 8],
      value: ['float32', 1, 'new', 8],
      pastKey: cache,
      pastValue: cache,
      lastPosition: ['int32', 1],
      length: ['int32', 1],
    },
    outputs: { attended: ['float32', 1, 'new', 8], presentKey: cache, presentValue: cache },
    nodes: [
      {
        op: 'GroupQueryAttention',
        domain: 'com.microsoft',
        name: 'attention',
        inputs: ['query', 'key', 'value', 'pastKey', 'pastValue', 'lastPosition', 'length'],
        outputs: ['attended', 'presentKey', 'presentValue'],
        attributes: { num_heads: 1, kv_num_heads: 1 },
      },
    ],
  });
}
