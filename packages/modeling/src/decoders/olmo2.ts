/** OLMo 2 (https://arxiv.org/abs/2501.00656): Llama whose parts are normalized after they are computed, and queries and keys, too. */
import { Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { epsilon, size } from '../config.js';
import { GatedMLP } from '../layers/gated-mlp.js';
import { RMSNorm } from '../layers/rms-norm.js';
import { GroupedQueryAttention, type LayerContext } from './grouped-query-attention.js';
import { llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';

export const olmo2Config = v.pipe(
  v.looseObject({ ...llamaFields, vocab_size: size(50304), rms_norm_eps: epsilon(1e-5) }),
  v.transform(withHeadSizes),
);
export type Olmo2Config = v.InferOutput<typeof olmo2Config>;

class Olmo2DecoderLayer extends Module {
  self_attn: GroupedQueryAttention;
  mlp: GatedMLP;
  post_attention_layernorm: RMSNorm;
  post_feedforward_layernorm: RMSNorm;

  constructor(config: Olmo2Config) {
    super();
    const { hidden_size, intermediate_size, hidden_act, attention_bias: bias, rms_norm_eps } = config;
    const norm = { over: 'heads', epsilon: rms_norm_eps } as const;
    this.self_attn = new GroupedQueryAttention(config, { bias, outputBias: bias, norm });
    this.mlp = new GatedMLP(hidden_size, intermediate_size, hidden_act);
    this.post_attention_layernorm = new RMSNorm(hidden_size, rms_norm_eps);
    this.post_feedforward_layernorm = new RMSNorm(hidden_size, rms_norm_eps);
  }

  forward(x: Value, context: LayerContext): Value {
    x = x.add(this.post_attention_layernorm.forward(this.self_attn.forward(x, context)));
    return x.add(this.post_feedforward_layernorm.forward(this.mlp.forward(x)));
  }
}

export class Olmo2Model extends LlamaLikeModel<Olmo2Config> {
  static readonly configSchema = olmo2Config;

  protected makeLayer(): Olmo2DecoderLayer {
    return new Olmo2DecoderLayer(this.config);
  }
}
