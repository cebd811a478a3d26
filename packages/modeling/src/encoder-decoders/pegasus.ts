/** PEGASUS (https://arxiv.org/abs/1912.08777), made for summaries: sinusoidal positions, normalized before each part. */
import * as v from 'valibot';
import { tokenId } from '../config.js';
import { SinusoidalPositions } from '../layers/positions.js';
import { bartConfig, BartLikeModel } from './bart.js';
import type { BartStyle } from './bart-layers.js';

export const pegasusConfig = v.looseObject({
  ...bartConfig.entries,
  pad_token_id: tokenId(0),
  decoder_start_token_id: tokenId(0),
});
export type PegasusConfig = v.InferOutput<typeof pegasusConfig>;

/** PEGASUS without a head. */
export class PegasusModel extends BartLikeModel<PegasusConfig> {
  static readonly configSchema = pegasusConfig;

  protected style(): BartStyle {
    return {
      normalizesBefore: true,
      normalizesEmbeddings: false,
      positions: ({ max_position_embeddings, d_model }) =>
        new SinusoidalPositions(max_position_embeddings, d_model),
    };
  }
}
