import fc from 'fast-check';
import { Tensor } from '../src/index.js';

/** Shapes of up to `rank` dimensions of sizes 0 to 4. */
export const shapes = (rank = 4, minimum = 0): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: minimum, max: 4 }), { maxLength: rank });

/** A tensor that counts: element i is i, so that every element tells where it came from. */
export function counting(dims: readonly number[]): Tensor<'int32'> {
  const size = dims.reduce((product, dim) => product * dim, 1);
  return new Tensor(
    'int32',
    Int32Array.from({ length: size }, (_, i) => i),
    dims,
  );
}

/** Every index of a shape, in row-major order: `[0,0]`, `[0,1]`, ... */
export function indices(dims: readonly number[]): number[][] {
  return dims.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
}

/** The element at an index, through nested arrays: the plain reference that all tests compare with. */
export function elementAt(tensor: Tensor, index: readonly number[]): unknown {
  return index.reduce<unknown>((nested, i) => (nested as unknown[])[i], tensor.tolist());
}
