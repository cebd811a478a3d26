import { Tensor } from '@automodel/core';
import { arange, type Graph, type Value } from '@automodel/graph';

/** Cosines and sines of every position's angles, each `[sequence, headSize / 2]`. */
export interface RotaryAngles {
  readonly cos: Value;
  readonly sin: Value;
}

/**
 * The angles of rotary position embeddings (https://arxiv.org/abs/2104.09864): position times `theta ^ (-2i / headSize)`.
 */
export function rotaryAngles(graph: Graph, headSize: number, theta: number): RotaryAngles {
  const frequencies = Float32Array.from({ length: headSize / 2 }, (_, i) => theta ** (-(2 * i) / headSize));
  const angles = arange(graph, 'sequence')
    .to('float32')
    .unsqueeze(1)
    .mul(new Tensor('float32', frequencies, [1, frequencies.length]));
  return { cos: angles.cos(), sin: angles.sin() };
}
