/**
 * Marian (https://arxiv.org/abs/1804.00344), whose checkpoints translate between two languages or groups of them: the
 * Transformer with sinusoidal positions. Where source and target have vocabularies of their own, so have encoder and decoder.
 */
import * as v from 'valibot';
import { optionalSize, size, tokenId } from '../config.js';
import { SinusoidalPositions } from '../layers/positions.js';
import { bartConfig, BartLikeModel } from './bart.js';
import type { BartStyle } from './bart-layers.js';

export const marianConfig = v.looseObject({
  ...bartConfig.entries,
  vocab_size: size(58101),
  decoder_vocab_size: optionalSize,
  share_encoder_decoder_embeddings: v.optional(v.boolean(), true),
  pad_token_id: tokenId(58100),
  decoder_start_token_id: tokenId(58100),
});
export type MarianConfig = v.InferOutput<typeof marianConfig>;

/** Marian without a head. */
export class MarianModel extends BartLikeModel<MarianConfig> {
  static readonly configSchema = marianConfig;

  override get vocabSize(): number {
    const { share_encoder_decoder_embeddings, decoder_vocab_size, vocab_size } = this.config;
    return share_encoder_decoder_embeddings ? vocab_size : (decoder_vocab_size ?? vocab_size);
  }

  override get sourceVocabSize(): number {
    return this.config.vocab_size;
  }

  protected override sharesEmbeddings(): boolean {
    return this.config.share_encoder_decoder_embeddings;
  }

  protected style(): BartStyle {
    return {
      normalizesBefore: false,
      normalizesEmbeddings: false,
      positions: ({ max_position_embeddings, d_model }) =>
        new SinusoidalPositions(max_position_embeddings, d_model),
    };
  }
}
