import { Tensor } from '@automodel/core';
import { arange, LOWEST_FLOAT32, type Graph, type Value } from '@automodel/graph';

/**
 * A function of the distance between two positions as a matrix: `f(key position - query position)`.
 *
 * @param f from distance to whole number; constant beyond `limit` and -`limit`
 * @returns int32 `[sequence, sequence]`, queries by keys
 */
export function relativePositions(graph: Graph, f: (distance: number) => number, limit: number): Value {
  const table = Int32Array.from({ length: 2 * limit + 1 }, (_, i) => f(i - limit));
  const positions = arange(graph, 'sequence');
  const distance = positions.unsqueeze(0).sub(positions.unsqueeze(1)).maximum(-limit).minimum(limit);
  return graph.constant(new Tensor('int32', table, [table.length])).gather(distance.add(limit));
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
