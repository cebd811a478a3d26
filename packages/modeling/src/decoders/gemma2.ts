/** Gemma 2 (https://arxiv.org/abs/2408.00118): normalization before and after each part, capped scores, every other layer local. */
import { Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, optionalSize, size } from '../config.js';
import { activation, type ActivationName } from '../layers/activation.js';
import { GatedMLP } from '../layers/gated-mlp.js';
import { gemmaFields, GemmaLikeModel, GemmaRMSNorm } from './gemma.js';
import {
  GroupedQueryAttention,
  type GroupedQueryOptions,
  type GroupedQuerySizes,
  type LayerContext,
} from './grouped-query-attention.js';
import { layerTypeOf, layerTypes, slidingWindow } from './layer-types.js';
import { withHeadSizes } from './llama.js';

const cap = v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0))));

export const gemma2Config = v.pipe(
  v.looseObject({
    ...gemmaFields,
    hidden_size: size(2304),
    intermediate_size: size(9216),
    num_hidden_layers: count(26),
    num_attention_heads: size(8),
    num_key_value_heads: v.optional(optionalSize, 4),
    hidden_activation: activation('gelu_pytorch_tanh'),
    // Attention scores are divided by its root.
    query_pre_attn_scalar: v.optional(v.pipe(v.number(), v.gtValue(0)), 256),
    sliding_window: v.optional(slidingWindow, 4096),
    layer_types: layerTypes,
    attn_logit_softcapping: v.optional(cap, 50),
    final_logit_softcapping: v.optional(cap, 30),
  }),
  v.transform(withHeadSizes),
);
export type Gemma2Config = v.InferOutput<typeof gemma2Config>;

/** A layer of Gemma 2 and 3. */
export class Gemma2DecoderLayer extends Module {
  self_attn: GroupedQueryAttention;
  mlp: GatedMLP;
  input_layernorm: GemmaRMSNorm;
  post_attention_layernorm: GemmaRMSNorm;
  pre_feedforward_layernorm: GemmaRMSNorm;
  post_feedforward_layernorm: GemmaRMSNorm;

  constructor(
    config: GroupedQuerySizes & {
      intermediate_size: number;
      hidden_activation: ActivationName;
      rms_norm_eps: number;
    },
    options: GroupedQueryOptions,
  ) {
    super();
    const { hidden_size, intermediate_size, hidden_activation, rms_norm_eps } = config;
    const makeNorm = (): GemmaRMSNorm => new GemmaRMSNorm(hidden_size, rms_norm_eps);
    this.self_attn = new GroupedQueryAttention(config, options);
    this.mlp = new GatedMLP(hidden_size, intermediate_size, hidden_activation);
    this.input_layernorm = makeNorm();
    this.post_attention_layernorm = makeNorm();
    this.pre_feedforward_layernorm = makeNorm();
    this.post_feedforward_layernorm = makeNorm();
  }

  forward(x: Value, context: LayerContext): Value {
    const attended = this.self_attn.forward(this.input_layernorm.forward(x), context);
    x = x.add(this.post_attention_layernorm.forward(attended));
    const read = this.mlp.forward(this.pre_feedforward_layernorm.forward(x));
    return x.add(this.post_feedforward_layernorm.forward(read));
  }
}

export class Gemma2Model extends GemmaLikeModel<Gemma2Config> {
  static readonly configSchema = gemma2Config;

  protected makeLayer(index: number): Gemma2DecoderLayer {
    const {
      attention_bias: bias,
      query_pre_attn_scalar,
      sliding_window,
      attn_logit_softcapping,
    } = this.config;
    const type = layerTypeOf(this.config, index, index % 2 === 0 ? 'sliding_attention' : 'full_attention');
    return new Gemma2DecoderLayer(this.config, {
      bias,
      outputBias: bias,
      scale: query_pre_attn_scalar ** -0.5,
      window: type === 'sliding_attention' ? (sliding_window ?? undefined) : undefined,
      softcap: attn_logit_softcapping ?? undefined,
    });
  }
}
