/**
 * BART (https://arxiv.org/abs/1910.13461): the Transformer of "Attention Is All You Need" with learned positions, which
 * begin at row 2 of their table, and normalized embeddings. Its relatives differ in what {@link BartStyle} says.
 */
import type { Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, only, size, tokenId } from '../config.js';
import type { DecoderOutputs } from '../decoder.js';
import type { DecoderCallInputs } from '../decoder-feeds.js';
import type { EncoderOutputs } from '../encoder.js';
import type { CrossKeyValues, SourceInputs, TargetInputs } from '../encoder-decoder.js';
import type { EncoderCallInputs } from '../encoder-feeds.js';
import { EncoderDecoderModel } from '../encoder-decoder-model.js';
import { activation } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LearnedPositions } from '../layers/positions.js';
import { BartDecoder, BartEncoder, type BartStyle } from './bart-layers.js';
import { shiftTokensRight } from './shift-tokens.js';

export const bartConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50265),
  max_position_embeddings: size(1024),
  encoder_layers: count(12),
  encoder_ffn_dim: size(4096),
  encoder_attention_heads: size(16),
  decoder_layers: count(12),
  decoder_ffn_dim: size(4096),
  decoder_attention_heads: size(16),
  activation_function: activation('gelu'),
  d_model: size(1024),
  scale_embedding: v.optional(v.boolean(), false),
  pad_token_id: tokenId(1),
  decoder_start_token_id: tokenId(2),
  tie_word_embeddings: v.optional(v.boolean(), true),
  is_decoder: only(false, 'a decoder alone belongs to causal language modeling'),
});
export type BartConfig = v.InferOutput<typeof bartConfig>;

/** What the relatives of BART share with it. */
export abstract class BartLikeModel<Config extends BartConfig> extends EncoderDecoderModel<Config> {
  static readonly base_model_prefix: string = 'model';

  shared?: Embedding = this.sharesEmbeddings() ? this.embeddings(this.config.vocab_size) : undefined;
  encoder = new BartEncoder(
    this.config,
    this.style(),
    this.shared ?? this.embeddings(this.config.vocab_size),
  );
  decoder = new BartDecoder(this.config, this.style(), this.shared ?? this.embeddings(this.vocabSize));

  /** Where this network differs from its relatives. */
  protected abstract style(): BartStyle;

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  get maxSourceLength(): number {
    return this.config.max_position_embeddings;
  }

  get maxLength(): number {
    return this.config.max_position_embeddings;
  }

  encode(inputs: SourceInputs): EncoderOutputs {
    return this.encoder.forward(inputs);
  }

  crossKeyValues(states: Value): CrossKeyValues[] {
    return this.decoder.layers.map((layer) => layer.encoder_attn.keyValues(states));
  }

  decode(inputs: TargetInputs): DecoderOutputs {
    return this.decoder.forward(inputs);
  }

  /** Whether encoder and decoder read the same embeddings. */
  protected sharesEmbeddings(): boolean {
    return true;
  }

  private embeddings(entries: number): Embedding {
    return new Embedding(entries, this.config.d_model);
  }
}

/** BART without a head. */
export class BartModel extends BartLikeModel<BartConfig> {
  static readonly configSchema = bartConfig;

  protected style(): BartStyle {
    return {
      normalizesBefore: false,
      normalizesEmbeddings: true,
      positions: ({ max_position_embeddings, d_model }) =>
        new LearnedPositions(max_position_embeddings, d_model, 2),
    };
  }

  /** The input itself, a place to the right: what the decoder learned to write when it was trained. */
  override defaultTarget(inputs: EncoderCallInputs): DecoderCallInputs {
    return { input_ids: shiftTokensRight(inputs.input_ids, this.config.decoder_start_token_id ?? 2) };
  }
}
