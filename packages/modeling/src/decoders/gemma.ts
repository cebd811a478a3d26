/** Gemma (https://arxiv.org/abs/2403.08295): Llama with scaled embeddings, and weights of normalizations that count from 1. */
import { Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, only, optionalSize, size } from '../config.js';
import { activation } from '../layers/activation.js';
import { GatedMLP } from '../layers/gated-mlp.js';
import { RMSNorm } from '../layers/rms-norm.js';
import { GroupedQueryAttention, type LayerContext } from './grouped-query-attention.js';
import { llamaFields, LlamaLikeModel, withHeadSizes, type LlamaSizes } from './llama.js';

/** The fields that the generations of Gemma share. */
export const gemmaFields = {
  ...llamaFields,
  vocab_size: size(256000),
  head_dim: v.optional(optionalSize, 256),
  hidden_act: activation('gelu_pytorch_tanh'),
  max_position_embeddings: size(8192),
  tie_word_embeddings: v.optional(v.boolean(), true),
  use_bidirectional_attention: v.optional(v.nullable(only(false, 'a decoder sees the past alone'))),
};
export const gemmaConfig = v.pipe(
  v.looseObject({
    ...gemmaFields,
    hidden_size: size(3072),
    intermediate_size: size(24576),
    num_hidden_layers: count(28),
    num_attention_heads: size(16),
  }),
  v.transform(withHeadSizes),
  // The first checkpoints say gelu and mean its approximation.
  v.transform((config) => ({
    ...config,
    hidden_act: config.hidden_act === 'gelu' ? ('gelu_pytorch_tanh' as const) : config.hidden_act,
  })),
);
export type GemmaConfig = v.InferOutput<typeof gemmaConfig>;

export class GemmaRMSNorm extends RMSNorm {
  constructor(dimensions: number, epsilon: number) {
    super(dimensions, epsilon, 1);
  }
}

class GemmaDecoderLayer extends Module {
  self_attn: GroupedQueryAttention;
  mlp: GatedMLP;
  input_layernorm: GemmaRMSNorm;
  post_attention_layernorm: GemmaRMSNorm;

  constructor(config: GemmaConfig) {
    super();
    const { hidden_size, intermediate_size, hidden_act, attention_bias: bias, rms_norm_eps } = config;
    this.self_attn = new GroupedQueryAttention(config, { bias, outputBias: bias });
    this.mlp = new GatedMLP(hidden_size, intermediate_size, hidden_act);
    this.input_layernorm = new GemmaRMSNorm(hidden_size, rms_norm_eps);
    this.post_attention_layernorm = new GemmaRMSNorm(hidden_size, rms_norm_eps);
  }

  forward(x: Value, context: LayerContext): Value {
    x = x.add(this.self_attn.forward(this.input_layernorm.forward(x), context));
    return x.add(this.mlp.forward(this.post_attention_layernorm.forward(x)));
  }
}

/** What the generations of Gemma have in common: embeddings times the root of their size, and the last normalization. */
export abstract class GemmaLikeModel<Config extends LlamaSizes> extends LlamaLikeModel<Config> {
  protected override embed(ids: Value): Value {
    return super.embed(ids).mul(Math.sqrt(this.config.hidden_size));
  }

  protected override makeNorm(): RMSNorm {
    return new GemmaRMSNorm(this.config.hidden_size, this.config.rms_norm_eps);
  }
}

export class GemmaModel extends GemmaLikeModel<GemmaConfig> {
  static readonly configSchema = gemmaConfig;

  protected makeLayer(): GemmaDecoderLayer {
    return new GemmaDecoderLayer(this.config);
  }
}
