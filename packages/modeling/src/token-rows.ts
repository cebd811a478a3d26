import { InvalidArgumentError, Tensor } from '@automodel/core';

/** Tokens of one or several rows. */
export type TokenRows = Tensor | readonly ArrayLike<number>[];

/**
 * Rows of tokens, one by one.
 *
 * @param name how errors call them
 * @throws InvalidArgumentError if they are neither `[rows, tokens]` nor a list of rows
 */
export function readTokenRows(name: string, rows: TokenRows): ArrayLike<number>[] {
  if (!(rows instanceof Tensor)) {
    if (Array.isArray(rows) && rows.every((row) => typeof row === 'object'))
      return rows as ArrayLike<number>[];
    throw new InvalidArgumentError(`${name} must be a Tensor [rows, tokens] or a list of rows`);
  }
  if (rows.dims.length !== 2) {
    throw new InvalidArgumentError(`${name} must be [rows, tokens]; it is ${rows.describe()}`);
  }
  const { data, dims } = rows.to('int32');
  return Array.from({ length: dims[0] }, (_, i) => data.subarray(i * dims[1], (i + 1) * dims[1]));
}
