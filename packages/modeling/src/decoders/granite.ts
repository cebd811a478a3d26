/** Granite (https://arxiv.org/abs/2405.04324): Llama with a factor for the embeddings, the scores and what each part adds. */
import type { Value } from '@automodel/graph';
import * as v from 'valibot';
import { LlamaDecoderLayer, llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';

const factor = v.optional(v.number(), 1);

export const graniteConfig = v.pipe(
  v.looseObject({
    ...llamaFields,
    embedding_multiplier: factor,
    // What attention scores are multiplied by.
    attention_multiplier: factor,
    residual_multiplier: factor,
    // What the logits are divided by.
    logits_scaling: factor,
  }),
  v.transform(withHeadSizes),
);
export type GraniteConfig = v.InferOutput<typeof graniteConfig>;

export class GraniteModel extends LlamaLikeModel<GraniteConfig> {
  static readonly configSchema = graniteConfig;

  protected override embed(ids: Value): Value {
    return super.embed(ids).mul(this.config.embedding_multiplier);
  }

  protected makeLayer(): LlamaDecoderLayer {
    const { attention_bias: bias, attention_multiplier: scale, residual_multiplier } = this.config;
    return new LlamaDecoderLayer(this.config, { bias, outputBias: bias, scale }, residual_multiplier);
  }
}
