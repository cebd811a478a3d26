/** mBART (https://arxiv.org/abs/2001.08210): BART for many languages, normalized before each part and once more at the end. */
import type { DecoderCallInputs } from '../decoder-feeds.js';
import type { EncoderCallInputs } from '../encoder-feeds.js';
import { LearnedPositions } from '../layers/positions.js';
import { bartConfig, BartLikeModel, type BartConfig } from './bart.js';
import type { BartStyle } from './bart-layers.js';
import { wrapLanguageRight } from './shift-tokens.js';

/** mBART without a head. */
export class MBartModel extends BartLikeModel<BartConfig> {
  static readonly configSchema = bartConfig;

  protected style(): BartStyle {
    return {
      normalizesBefore: true,
      normalizesEmbeddings: true,
      positions: ({ max_position_embeddings, d_model }) =>
        new LearnedPositions(max_position_embeddings, d_model, 2),
    };
  }

  /** The input itself, a place to the right behind its language. */
  override defaultTarget(inputs: EncoderCallInputs): DecoderCallInputs {
    return { input_ids: wrapLanguageRight(inputs.input_ids, this.config.pad_token_id ?? 1) };
  }
}
