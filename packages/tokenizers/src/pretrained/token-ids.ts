import { InvalidArgumentError, Tensor } from '@automodel/core';

/** Token ids as a model or a user has them. */
export type TokenIds = Tensor | ArrayLike<number | bigint>;

/**
 * Token ids as numbers; those of a tensor in the order of its elements.
 *
 * @throws InvalidArgumentError if there is anything but whole numbers
 */
export function readTokenIds(ids: TokenIds): number[] {
  const values = ids instanceof Tensor ? ids.data : ids;
  return Array.from(values as ArrayLike<unknown>, (value, i) => {
    const id = typeof value === 'bigint' ? Number(value) : value;
    if (Number.isInteger(id)) return id as number;
    const found =
      Array.isArray(value) || value instanceof Tensor ? 'a list (use batch_decode)' : String(value);
    throw new InvalidArgumentError(`token ids must be whole numbers, but at ${i} there is ${found}`);
  });
}
