import { InvalidArgumentError, shown, Tensor } from '@automodel/core';

/** Token ids as a model or a user has them. */
export type TokenIds = Tensor | ArrayLike<number | bigint>;

/**
 * Token ids as numbers; one id is a list of one.
 *
 * @throws InvalidArgumentError if there is anything but whole numbers from 0
 */
export function readTokenIds(ids: number | bigint | TokenIds): number[] {
  const values: unknown = ids instanceof Tensor ? ids.data : ids;
  if (typeof values === 'number' || typeof values === 'bigint') return [toTokenId(values)];
  if (ids instanceof Tensor && ids.dims.length > 1) {
    throw new InvalidArgumentError(
      `a tensor [${ids.dims.join(', ')}] holds the token ids of several texts: pass one of its rows, or all of them to batch_decode`,
    );
  }
  if (!isList(values)) {
    throw new InvalidArgumentError(`token ids must be a number, a list or a tensor, not ${shown(values)}`);
  }
  return Array.from(values, toTokenId);
}

/** Whether ids are those of several texts: a list of lists, or a tensor of several dimensions. */
export function isBatch(ids: unknown): ids is readonly TokenIds[] {
  if (ids instanceof Tensor) return ids.dims.length > 1;
  return isList(ids) && typeof ids[0] === 'object' && ids[0] !== null;
}

/** @throws InvalidArgumentError if it is no whole number from 0 */
export function toTokenId(value: unknown, place?: number): number {
  const id = typeof value === 'bigint' ? Number(value) : value;
  if (Number.isInteger(id) && (id as number) >= 0) return id as number;
  const at = place === undefined ? '' : ` at ${place}`;
  throw new InvalidArgumentError(
    `a token id must be a whole number from 0, but${at} there is ${shown(value)}`,
  );
}

function isList(values: unknown): values is ArrayLike<unknown> {
  return typeof values === 'object' && typeof (values as { length?: unknown } | null)?.length === 'number';
}
