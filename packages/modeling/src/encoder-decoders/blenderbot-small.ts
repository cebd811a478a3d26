/**
 * The small Blenderbot (https://arxiv.org/abs/2004.13637): BART with its positions at row 0, whose decoder normalizes
 * words before their positions are added.
 */
import * as v from 'valibot';
import { count, size, tokenId } from '../config.js';
import { LearnedPositions } from '../layers/positions.js';
import { bartConfig, BartLikeModel } from './bart.js';
import type { BartStyle } from './bart-layers.js';

export const blenderbotSmallConfig = v.looseObject({
  ...bartConfig.entries,
  max_position_embeddings: size(512),
  encoder_layers: count(8),
  encoder_ffn_dim: size(2048),
  decoder_layers: count(8),
  decoder_ffn_dim: size(2048),
  d_model: size(512),
  pad_token_id: tokenId(0),
  decoder_start_token_id: tokenId(1),
});
export type BlenderbotSmallConfig = v.InferOutput<typeof blenderbotSmallConfig>;

/** The small Blenderbot without a head. */
export class BlenderbotSmallModel extends BartLikeModel<BlenderbotSmallConfig> {
  static readonly configSchema = blenderbotSmallConfig;

  protected style(): BartStyle {
    return {
      normalizesBefore: false,
      normalizesEmbeddings: 'before positions in the decoder',
      positions: ({ max_position_embeddings, d_model }) =>
        new LearnedPositions(max_position_embeddings, d_model),
    };
  }
}
