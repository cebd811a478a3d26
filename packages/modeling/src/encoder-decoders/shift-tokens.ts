import { Tensor } from '@automodel/core';

/**
 * Tokens a place to the right, behind another one: `[batch, sequence]` likewise. The last of each row falls off.
 *
 * @param first what each row begins with
 */
export function shiftTokensRight(ids: Tensor, first: number): Tensor<'int32'> {
  const { data, dims } = ids.to('int32');
  const shifted = new Int32Array(data.length);
  shifted.set(data.subarray(0, -1), 1);
  for (let start = 0; start < data.length; start += dims[1]) shifted[start] = first;
  return new Tensor('int32', shifted, dims);
}

/** Tokens a place to the right, behind the last one of each row that is not padding: mBART's language. */
export function wrapLanguageRight(ids: Tensor, padding: number): Tensor<'int32'> {
  const { data, dims } = ids.to('int32');
  const shifted = shiftTokensRight(ids, padding);
  for (let start = 0; start < data.length; start += dims[1]) {
    const last = data.subarray(start, start + dims[1]).findLast((id) => id !== padding);
    shifted.data[start] = last ?? padding;
  }
  return shifted;
}
