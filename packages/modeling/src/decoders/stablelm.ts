/** StableLM (https://arxiv.org/abs/2402.17834): gated feed-forward networks between plain layer normalizations. */
import { concat, ConfiguredModule, Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { activation } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { GatedMLP } from '../layers/gated-mlp.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { readRope, ropeFields } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import type { LayerContext } from './grouped-query-attention.js';
import { withHeadSizes } from './llama.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

export const stableLmConfig = v.pipe(
  v.looseObject({
    model_type: v.string(),
    vocab_size: size(50304),
    hidden_size: size(2560),
    intermediate_size: size(6912),
    num_hidden_layers: count(32),
    num_attention_heads: size(32),
    num_key_value_heads: optionalSize,
    hidden_act: activation('silu'),
    max_position_embeddings: size(4096),
    layer_norm_eps: epsilon(1e-5),
    use_qkv_bias: v.optional(v.boolean(), false),
    // Whether every head of queries and keys is normalized, with weights of its own.
    qk_layernorm: v.optional(v.boolean(), false),
    use_parallel_residual: v.optional(v.boolean(), false),
    tie_word_embeddings: v.optional(v.boolean(), false),
    ...ropeFields,
  }),
  v.transform(withHeadSizes),
);
export type StableLmConfig = v.InferOutput<typeof stableLmConfig>;

class StableLmLayerNormPerHead extends Module {
  norms: LayerNorm[];

  constructor(
    heads: number,
    private readonly headSize: number,
    epsilon: number,
  ) {
    super();
    this.norms = Array.from({ length: heads }, () => new LayerNorm(headSize, epsilon, { bias: false }));
  }

  /** `[batch, sequence, heads * headSize]` to the same */
  forward(x: Value): Value {
    const size = this.headSize;
    return concat(
      this.norms.map((norm, head) => norm.forward(x.slice(2, head * size, (head + 1) * size))),
      2,
    );
  }
}

class StableLmAttention extends ConfiguredModule<StableLmConfig> {
  private readonly queries = this.config.num_attention_heads * this.config.head_dim;
  private readonly keys = this.config.num_key_value_heads * this.config.head_dim;
  q_proj = new Linear(this.config.hidden_size, this.queries, { bias: this.config.use_qkv_bias });
  k_proj = new Linear(this.config.hidden_size, this.keys, { bias: this.config.use_qkv_bias });
  v_proj = new Linear(this.config.hidden_size, this.keys, { bias: this.config.use_qkv_bias });
  o_proj = new Linear(this.queries, this.config.hidden_size, { bias: false });
  q_layernorm = this.makeNorm(this.config.num_attention_heads);
  k_layernorm = this.makeNorm(this.config.num_key_value_heads);

  forward(x: Value, { attention, angles }: Required<LayerContext>): Value {
    const { num_attention_heads: heads, num_key_value_heads: keyHeads } = this.config;
    const [q, k, value] = [this.q_proj, this.k_proj, this.v_proj].map((part) => part.forward(x));
    const query = angles.turn(this.q_layernorm?.forward(q) ?? q, heads);
    const key = angles.turn(this.k_layernorm?.forward(k) ?? k, keyHeads);
    return this.o_proj.forward(attention.attend(query, key, value, { heads, keyHeads }));
  }

  private makeNorm(heads: number): StableLmLayerNormPerHead | undefined {
    const { qk_layernorm, head_dim, layer_norm_eps } = this.config;
    return qk_layernorm ? new StableLmLayerNormPerHead(heads, head_dim, layer_norm_eps) : undefined;
  }
}

class StableLmDecoderLayer extends ConfiguredModule<StableLmConfig> {
  self_attn = new StableLmAttention(this.config);
  mlp = new GatedMLP(this.config.hidden_size, this.config.intermediate_size, this.config.hidden_act);
  input_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  post_attention_layernorm = this.config.use_parallel_residual
    ? undefined
    : new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value, context: Required<LayerContext>): Value {
    const normalized = this.input_layernorm.forward(x);
    const attended = x.add(this.self_attn.forward(normalized, context));
    const read = this.post_attention_layernorm?.forward(attended) ?? normalized;
    return attended.add(this.mlp.forward(read));
  }
}

export class StableLmModel extends RotaryDecoderModel<StableLmConfig> {
  static readonly configSchema = stableLmConfig;
  static readonly base_model_prefix = 'model';

  embed_tokens = new Embedding(this.config.vocab_size, this.config.hidden_size);
  layers = Array.from({ length: this.config.num_hidden_layers }, () => new StableLmDecoderLayer(this.config));
  norm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  readonly rotary_emb = new RotaryEmbedding(
    readRope(this.config, { partial: 0.25 }),
    this.config.head_dim,
    this.config.max_position_embeddings,
  );

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const context = { attention, angles: this.rotary_emb.forward(position_ids) };
    const states = applyLayers(this.layers, this.embed_tokens.forward(input_ids), (layer, x) =>
      layer.forward(x, context),
    );
    return normalizedOutputs(states, this.norm);
  }
}
