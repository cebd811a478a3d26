import { Tensor } from '@automodel/core';
import { arange, LOWEST_FLOAT32, type Graph, type Value } from '@automodel/graph';

/** How distances between tokens are told apart. */
export interface BucketOptions {
  readonly buckets: number;
  /** Distances beyond are all the same. */
  readonly maxDistance: number;
  /** Whether what comes later is seen, too, and told from what comes before. */
  readonly bidirectional: boolean;
}

/**
 * The bucket of a distance: one of its own for the near ones, then wider and wider ones (https://arxiv.org/abs/1910.10683).
 *
 * @param distance position of the key minus position of the query
 */
export function relativePositionBucket(distance: number, options: BucketOptions): number {
  const { maxDistance, bidirectional } = options;
  const buckets = bidirectional ? Math.floor(options.buckets / 2) : options.buckets;
  const side = bidirectional && distance > 0 ? buckets : 0;
  const n = bidirectional ? Math.abs(distance) : Math.max(0, -distance);
  const exact = Math.floor(buckets / 2);
  if (n < exact) return side + n;
  const ratio = Math.fround(Math.fround(Math.log(n / exact)) / Math.fround(Math.log(maxDistance / exact)));
  return side + Math.min(exact + Math.trunc(Math.fround(ratio * (buckets - exact))), buckets - 1);
}

/**
 * A function of the distance between two positions as a matrix: `f(key position - query position)`.
 *
 * @param f from distance to whole number; constant beyond `limit` and -`limit`
 * @returns int32 `[sequence, sequence]`, queries by keys
 */
export function relativePositions(graph: Graph, f: (distance: number) => number, limit: number): Value {
  const positions = arange(graph, 'sequence');
  return functionOfDistance(positions.unsqueeze(0).sub(positions.unsqueeze(1)), f, limit);
}

/**
 * A function of distances, looked up.
 *
 * @param distance int32, key position minus query position
 * @param f from distance to whole number; constant beyond `limit` and -`limit`
 */
export function functionOfDistance(distance: Value, f: (distance: number) => number, limit: number): Value {
  const { graph } = distance;
  const table = Int32Array.from({ length: 2 * limit + 1 }, (_, i) => f(i - limit));
  const index = distance.maximum(-limit).minimum(limit).add(limit);
  return graph.constant(new Tensor('int32', table, [table.length])).gather(index);
}

/**
 * What attention scores get so that a token sees only those at most `distance` away: 0 or the lowest number.
 *
 * @returns float32 `[1, 1, sequence, sequence]`
 */
export function distanceMask(graph: Graph, distance: number): Value {
  const seen = relativePositions(graph, (d) => (Math.abs(d) <= distance ? 1 : 0), distance + 1);
  const mask = graph.operand(0).where(seen.to('bool'), LOWEST_FLOAT32);
  return mask.unsqueeze(0).unsqueeze(0);
}
