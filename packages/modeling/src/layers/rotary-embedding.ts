import { Tensor } from '@automodel/core';
import { arange, Module, rotaryEmbedding, type Value } from '@automodel/graph';
import { original, ropeFrequencies } from './rope-frequencies.js';
import type { RopeParameters } from './rope-parameters.js';

/** Rotary position embeddings (https://arxiv.org/abs/2104.09864): positions to the angles that turn queries and keys. */
export class RotaryEmbedding extends Module {
  /** Elements of a head that are turned. */
  private readonly dimensions: number;

  constructor(
    private readonly rope: RopeParameters,
    headSize: number,
    private readonly maxPositions: number,
  ) {
    super();
    this.dimensions = Math.floor(headSize * rope.partial_rotary_factor);
  }

  /** Longest row: some scalings reach beyond the length that the network was trained on. */
  get maxLength(): number {
    const { rope_type, factor } = this.rope;
    const stretches = ['linear', 'dynamic', 'yarn'].includes(rope_type);
    return Math.max(this.maxPositions, stretches ? Math.floor((factor ?? 1) * original(this.rope)) : 0);
  }

  /** Length beyond which all positions are turned by the long factors of LongRoPE. */
  get switchLength(): number | undefined {
    return this.rope.rope_type === 'longrope' ? original(this.rope) : undefined;
  }

  /** int32 `[batch, sequence]` to angles */
  forward(positions: Value): RotaryAngles {
    const { graph } = positions;
    const { scale } = ropeFrequencies(this.rope, this.dimensions, this.maxPositions);
    const flat = positions.reshape([-1]);
    const angles = flat.to('float32').unsqueeze(1).mul(this.frequencies(positions).unsqueeze(0));
    const rows = arange(graph, flat.shape[0]).reshape(positions.shape).to('int64');
    const scaled = (x: Value): Value => (scale === 1 ? x : x.mul(scale));
    return new RotaryAngles(scaled(angles.cos()), scaled(angles.sin()), rows);
  }

  /** float32 `[dimensions / 2]`; two types of scaling look at how far the longest row goes. */
  private frequencies(positions: Value): Value {
    const { graph } = positions;
    const { rope, dimensions, maxPositions } = this;
    const { frequencies, long } = ropeFrequencies(rope, dimensions, maxPositions);
    const constant = (values: Float32Array): Value =>
      graph.constant(new Tensor('float32', values, [values.length]));
    if (long) {
      const isLong = longest(positions).greater(original(rope));
      return constant(long).where(isLong, constant(frequencies));
    }
    if (rope.rope_type !== 'dynamic') return constant(frequencies);
    // theta' = theta * (factor * length / original - (factor - 1)) ^ (dimensions / (dimensions - 2))
    const factor = rope.factor!;
    const length = longest(positions).to('float32').maximum(maxPositions);
    const stretch = length.mul(factor / maxPositions).sub(factor - 1);
    const theta = stretch.pow(dimensions / (dimensions - 2)).mul(rope.rope_theta);
    const exponents = frequencies.map((_, i) => -(2 * i) / dimensions);
    return constant(exponents).mul(theta.log()).exp();
  }
}

/** Length of the longest row: int32, a scalar. */
function longest(positions: Value): Value {
  return positions.reshape([-1]).max(0).add(1);
}

/** Cosines and sines of every token's angles, each `[batch * sequence, turned / 2]`. */
export class RotaryAngles {
  constructor(
    private readonly cos: Value,
    private readonly sin: Value,
    private readonly rows: Value,
  ) {}

  /** Turns queries or keys, `[batch, sequence, heads * headSize]`. */
  turn(x: Value, heads: number, options: { interleaved?: boolean } = {}): Value {
    return rotaryEmbedding(x, this.cos, this.sin, { heads, rows: this.rows, ...options });
  }
}
