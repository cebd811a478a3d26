import type { Value } from '@automodel/graph';

/**
 * Parts of projections that lie together for every group of heads.
 *
 * @param x `[batch, sequence, groups * sum(counts) * headSize]`
 * @param counts heads of each part in a group: `[1, 1, 1]` for a query, a key and a value
 * @returns each part, `[batch, sequence, groups * count * headSize]`
 */
export function splitHeads(x: Value, groups: number, counts: readonly number[]): Value[] {
  const [batch, sequence, width] = x.shape;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const headSize = Number(width) / groups / total;
  const grouped = x.reshape([batch, sequence, groups, total, headSize]);
  let start = 0;
  return counts.map((count) => {
    const part = grouped.slice(3, start, start + count);
    start += count;
    return part.reshape([batch, sequence, groups * count * headSize]);
  });
}
