/** Mistral (https://arxiv.org/abs/2310.06825): Llama whose layers see a window of the past. */
import * as v from 'valibot';
import { optionalSize, size } from '../config.js';
import { slidingWindow } from './layer-types.js';
import { LlamaDecoderLayer, llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';

export const mistralConfig = v.pipe(
  v.looseObject({
    ...llamaFields,
    intermediate_size: size(14336),
    num_key_value_heads: v.optional(optionalSize, 8),
    max_position_embeddings: size(131072),
    sliding_window: v.optional(slidingWindow, 4096),
  }),
  v.transform(withHeadSizes),
);
export type MistralConfig = v.InferOutput<typeof mistralConfig>;

export class MistralModel extends LlamaLikeModel<MistralConfig> {
  static readonly configSchema = mistralConfig;

  protected makeLayer(): LlamaDecoderLayer {
    return new LlamaDecoderLayer(this.config, { window: this.config.sliding_window ?? undefined });
  }
}
