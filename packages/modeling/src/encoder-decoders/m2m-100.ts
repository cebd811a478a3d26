/**
 * M2M-100 (https://arxiv.org/abs/2010.11125) and NLLB (https://arxiv.org/abs/2207.04672), which translate between any two of
 * many languages: normalized before each part, with fairseq's sinusoidal positions, which are counted along the tokens that
 * are not padding.
 */
import { Tensor } from '@automodel/core';
import type { Value } from '@automodel/graph';
import * as v from 'valibot';
import { size, tokenId } from '../config.js';
import { positionsBehindPadding } from '../encoders/roberta.js';
import { activation } from '../layers/activation.js';
import { PositionEmbedding } from '../layers/positions.js';
import { bartConfig, BartLikeModel, type BartConfig } from './bart.js';
import type { BartStyle } from './bart-layers.js';

export const m2m100Config = v.looseObject({
  ...bartConfig.entries,
  vocab_size: size(128112),
  activation_function: activation('relu'),
  scale_embedding: v.optional(v.boolean(), true),
  pad_token_id: tokenId(1),
});
export type M2M100Config = v.InferOutput<typeof m2m100Config>;

/** Sines, then cosines, of rows of which the padding's is zero and those of tokens follow it. */
class FairseqPositions extends PositionEmbedding {
  private readonly padding: number;

  constructor(private readonly config: BartConfig) {
    super();
    this.padding = config.pad_token_id ?? 1;
  }

  forward(places: Value): Value {
    return this.rows(places.add(this.padding + 1));
  }

  override ofInput(inputIds: Value): Value {
    return this.rows(positionsBehindPadding(inputIds, this.padding));
  }

  private rows(indices: Value): Value {
    const { max_position_embeddings, d_model } = this.config;
    const count = max_position_embeddings + this.padding + 1;
    const half = Math.floor(d_model / 2);
    const table = new Float32Array(count * d_model);
    const step = -(Math.log(10000) / (half - 1));
    for (let i = 0; i < half; i++) {
      const frequency = Math.fround(Math.exp(Math.fround(i * Math.fround(step))));
      for (let row = 0; row < count; row++) {
        if (row === this.padding) continue;
        const angle = Math.fround(row * frequency);
        table[row * d_model + i] = Math.sin(angle);
        table[row * d_model + half + i] = Math.cos(angle);
      }
    }
    return indices.graph.constant(new Tensor('float32', table, [count, d_model])).gather(indices);
  }
}

/** M2M-100 without a head. */
export class M2M100Model extends BartLikeModel<M2M100Config> {
  static readonly configSchema = m2m100Config;

  protected style(): BartStyle {
    return {
      normalizesBefore: true,
      normalizesEmbeddings: false,
      positions: (config) => new FairseqPositions(config),
    };
  }
}
