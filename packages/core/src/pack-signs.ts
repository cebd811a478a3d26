import { InvalidArgumentError } from './error.js';
import { Tensor } from './tensor.js';

/**
 * Keeps only the signs of vectors' elements, eight in a byte, the first in the highest bit (1 where an element is above 0);
 * `binary` bytes are int8, 128 less than those of `ubinary`.
 *
 * @param tensor `[..., dimension]`
 * @returns `[..., dimension / 8]`, rounded up; bits behind the last element are 0
 */
export function packSigns(tensor: Tensor, precision: 'binary' | 'ubinary'): Tensor<'int8' | 'uint8'> {
  if (precision !== 'binary' && precision !== 'ubinary') {
    throw new InvalidArgumentError(`precision must be binary or ubinary; it is "${String(precision)}"`);
  }
  const { data, dims } = tensor;
  const dimension = dims[dims.length - 1];
  const width = Math.ceil(dimension / 8);
  const outer = dims.slice(0, -1);
  const bytes = new Uint8Array(outer.reduce((a, b) => a * b, 1) * width);
  for (let i = 0; i < data.length; i++) {
    const k = i % dimension;
    if (data[i] > 0) bytes[Math.floor(i / dimension) * width + (k >> 3)] |= 128 >> (k & 7);
  }
  const shape = [...outer, width];
  if (precision === 'ubinary') return new Tensor('uint8', bytes, shape);
  return new Tensor(
    'int8',
    Int8Array.from(bytes, (byte) => byte - 128),
    shape,
  );
}
