/** Phi-3 (https://arxiv.org/abs/2404.14219): Llama whose projections lie together in the checkpoint; long contexts by LongRoPE. */
import { ConfiguredModule, Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { epsilon, size } from '../config.js';
import { activations } from '../layers/activation.js';
import { Linear } from '../layers/linear.js';
import { RMSNorm } from '../layers/rms-norm.js';
import type { LayerContext } from './grouped-query-attention.js';
import { slidingWindow } from './layer-types.js';
import { llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';

export const phi3Config = v.pipe(
  v.looseObject({
    ...llamaFields,
    vocab_size: size(32064),
    hidden_size: size(3072),
    intermediate_size: size(8192),
    max_position_embeddings: size(4096),
    rms_norm_eps: epsilon(1e-5),
    sliding_window: slidingWindow,
  }),
  v.transform(withHeadSizes),
);
export type Phi3Config = v.InferOutput<typeof phi3Config>;

class Phi3Attention extends ConfiguredModule<Phi3Config> {
  private readonly queries = this.config.num_attention_heads * this.config.head_dim;
  private readonly keys = this.config.num_key_value_heads * this.config.head_dim;
  o_proj = new Linear(this.queries, this.config.hidden_size, { bias: false });
  qkv_proj = new Linear(this.config.hidden_size, this.queries + 2 * this.keys, { bias: false });

  forward(x: Value, { attention, angles }: LayerContext): Value {
    const { num_attention_heads: heads, num_key_value_heads: keyHeads, sliding_window } = this.config;
    const { queries, keys } = this;
    const all = this.qkv_proj.forward(x);
    const query = angles!.turn(all.slice(2, 0, queries), heads);
    const key = angles!.turn(all.slice(2, queries, queries + keys), keyHeads);
    const value = all.slice(2, queries + keys, queries + 2 * keys);
    const options = { heads, keyHeads, window: sliding_window ?? undefined };
    return this.o_proj.forward(attention.attend(query, key, value, options));
  }
}

class Phi3MLP extends ConfiguredModule<Phi3Config> {
  gate_up_proj = new Linear(this.config.hidden_size, 2 * this.config.intermediate_size, { bias: false });
  down_proj = new Linear(this.config.intermediate_size, this.config.hidden_size, { bias: false });

  forward(x: Value): Value {
    const [gate, up] = this.gate_up_proj.forward(x).chunk(2, 2);
    return this.down_proj.forward(up.mul(activations[this.config.hidden_act](gate)));
  }
}

class Phi3DecoderLayer extends Module {
  self_attn: Phi3Attention;
  mlp: Phi3MLP;
  input_layernorm: RMSNorm;
  post_attention_layernorm: RMSNorm;

  constructor(config: Phi3Config) {
    super();
    this.self_attn = new Phi3Attention(config);
    this.mlp = new Phi3MLP(config);
    this.input_layernorm = new RMSNorm(config.hidden_size, config.rms_norm_eps);
    this.post_attention_layernorm = new RMSNorm(config.hidden_size, config.rms_norm_eps);
  }

  forward(x: Value, context: LayerContext): Value {
    x = x.add(this.self_attn.forward(this.input_layernorm.forward(x), context));
    return x.add(this.mlp.forward(this.post_attention_layernorm.forward(x)));
  }
}

export class Phi3Model extends LlamaLikeModel<Phi3Config> {
  static readonly configSchema = phi3Config;

  protected makeLayer(): Phi3DecoderLayer {
    return new Phi3DecoderLayer(this.config);
  }
}
