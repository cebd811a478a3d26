import { InvalidArgumentError } from '@automodel/core';

/**
 * Elements of a tensor of that shape.
 *
 * @throws InvalidArgumentError if a dimension is not a size
 */
export function elementCount(dims: readonly number[]): number {
  if (!dims.every((dim) => Number.isSafeInteger(dim) && dim >= 0)) {
    throw new InvalidArgumentError(
      `[${dims.join(',')}] is not a shape: every dimension is an integer of 0 or more`,
    );
  }
  return dims.reduce((product, dim) => product * dim, 1);
}
