/** Blenderbot (https://arxiv.org/abs/2004.13637), made for conversations: learned positions, normalized before each part. */
import * as v from 'valibot';
import { count, size, tokenId } from '../config.js';
import { LearnedPositions } from '../layers/positions.js';
import { bartConfig, BartLikeModel } from './bart.js';
import type { BartStyle } from './bart-layers.js';

export const blenderbotConfig = v.looseObject({
  ...bartConfig.entries,
  vocab_size: size(8008),
  max_position_embeddings: size(128),
  encoder_layers: count(2),
  encoder_ffn_dim: size(10240),
  encoder_attention_heads: size(32),
  decoder_layers: count(24),
  decoder_ffn_dim: size(10240),
  decoder_attention_heads: size(32),
  d_model: size(2560),
  pad_token_id: tokenId(0),
  decoder_start_token_id: tokenId(1),
});
export type BlenderbotConfig = v.InferOutput<typeof blenderbotConfig>;

/** Blenderbot without a head. */
export class BlenderbotModel extends BartLikeModel<BlenderbotConfig> {
  static readonly configSchema = blenderbotConfig;

  protected style(): BartStyle {
    return {
      normalizesBefore: true,
      normalizesEmbeddings: false,
      positions: ({ max_position_embeddings, d_model }) =>
        new LearnedPositions(max_position_embeddings, d_model),
    };
  }
}
