import { Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';

/**
 * Attention with linear biases (https://arxiv.org/abs/2108.12409): a slope for each head, by which scores grow along the
 * keys.
 *
 * @returns float32 `[heads]`
 */
export function alibiSlopes(heads: number): Float32Array {
  const power = 2 ** Math.floor(Math.log2(heads));
  const slope = (of: number, exponent: number): number =>
    Math.fround(2 ** -(2 ** -(Math.log2(of) - 3))) ** exponent;
  return Float32Array.from({ length: heads }, (_, i) =>
    i < power ? slope(power, i + 1) : slope(2 * power, 2 * (i - power) + 1),
  );
}

/** A vector of the graph that broadcasts over batch, queries and keys: `[1, heads, 1, 1]`. */
export function perHead(graph: Graph, values: Float32Array): Value {
  return graph.constant(new Tensor('float32', values, [1, values.length, 1, 1]));
}
