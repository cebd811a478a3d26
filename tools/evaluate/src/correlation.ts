import { InvalidArgumentError } from '@automodel/core';

/**
 * Pearson's correlation of two lists of numbers, -1 to 1.
 *
 * @throws InvalidArgumentError if they have no two pairs, or one of them no variance
 */
export function pearson(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length || a.length < 2) {
    throw new InvalidArgumentError(
      `a correlation needs two pairs and more; there are ${a.length}, ${b.length}`,
    );
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [covariance, varianceA, varianceB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    covariance += (a[i] - meanA) * (b[i] - meanB);
    varianceA += (a[i] - meanA) ** 2;
    varianceB += (b[i] - meanB) ** 2;
  }
  if (varianceA === 0 || varianceB === 0) {
    throw new InvalidArgumentError('a correlation needs values that differ');
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}

/** Spearman's rank correlation, -1 to 1: Pearson's of the ranks, as `scipy.stats.spearmanr`. */
export function spearman(a: readonly number[], b: readonly number[]): number {
  return pearson(ranks(a), ranks(b));
}

/** The rank of each value from 1; equal ones share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i] - values[j]);
  const ranked = new Array<number>(values.length);
  for (let begin = 0; begin < order.length;) {
    let end = begin + 1;
    while (end < order.length && values[order[end]] === values[order[begin]]) end++;
    for (let k = begin; k < end; k++) ranked[order[k]] = (begin + 1 + end) / 2;
    begin = end;
  }
  return ranked;
}
