import { Tensor } from '@automodel/core';
import { arange, Module, Parameter, type Value } from '@automodel/graph';

/** Vectors that tell tokens their places. */
export abstract class PositionEmbedding extends Module {
  /** int32 places, from 0, `[...]` to vectors `[..., dimensions]` */
  abstract override forward(places: Value): Value;

  /** For the tokens of a whole input: int32 `[batch, sequence]` to `[1 or batch, sequence, dimensions]`. */
  ofInput(inputIds: Value): Value {
    return this.forward(arange(inputIds.graph, inputIds.shape[1]).unsqueeze(0));
  }
}

/** Places as rows of a learned table, the first of which may stand for something else. */
export class LearnedPositions extends PositionEmbedding {
  weight: Parameter;

  constructor(
    positions: number,
    dimensions: number,
    private readonly offset = 0,
  ) {
    super();
    this.weight = new Parameter([positions + offset, dimensions]);
  }

  forward(places: Value): Value {
    const rows = this.offset === 0 ? places : places.add(this.offset);
    return places.graph.operand(this.weight).gather(rows);
  }
}

/** Sines in the first half, cosines in the second (https://arxiv.org/abs/1706.03762): computed, not read. */
export class SinusoidalPositions extends PositionEmbedding {
  constructor(
    private readonly positions: number,
    private readonly dimensions: number,
  ) {
    super();
  }

  forward(places: Value): Value {
    const { positions, dimensions } = this;
    const sines = Math.ceil(dimensions / 2);
    const table = new Float32Array(positions * dimensions);
    for (let place = 0; place < positions; place++) {
      for (let i = 0; i < dimensions; i++) {
        const pair = i < sines ? i : i - sines;
        const angle = place / 10000 ** ((2 * pair) / dimensions);
        table[place * dimensions + i] = i < sines ? Math.sin(angle) : Math.cos(angle);
      }
    }
    return places.graph.constant(new Tensor('float32', table, [positions, dimensions])).gather(places);
  }
}
