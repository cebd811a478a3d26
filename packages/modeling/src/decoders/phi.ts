/** Phi-1 to Phi-2 (https://arxiv.org/abs/2309.05463): both parts of a layer side by side, rotary positions on a part of each head. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { readRope, ropeFields } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import type { LayerContext } from './grouped-query-attention.js';
import { withHeadSizes } from './llama.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

export const phiConfig = v.pipe(
  v.looseObject({
    model_type: v.string(),
    vocab_size: size(51200),
    hidden_size: size(2048),
    intermediate_size: size(8192),
    num_hidden_layers: count(24),
    num_attention_heads: size(32),
    num_key_value_heads: optionalSize,
    hidden_act: activation('gelu_new'),
    max_position_embeddings: size(2048),
    layer_norm_eps: epsilon(1e-5),
    // Whether every head of queries and keys is normalized.
    qk_layernorm: v.optional(v.boolean(), false),
    tie_word_embeddings: v.optional(v.boolean(), false),
    ...ropeFields,
  }),
  v.transform(withHeadSizes),
);
export type PhiConfig = v.InferOutput<typeof phiConfig>;

class PhiAttention extends ConfiguredModule<PhiConfig> {
  private readonly queries = this.config.num_attention_heads * this.config.head_dim;
  private readonly keys = this.config.num_key_value_heads * this.config.head_dim;
  q_proj = new Linear(this.config.hidden_size, this.queries);
  k_proj = new Linear(this.config.hidden_size, this.keys);
  v_proj = new Linear(this.config.hidden_size, this.keys);
  dense = new Linear(this.queries, this.config.hidden_size);
  q_layernorm = this.makeNorm();
  k_layernorm = this.makeNorm();

  forward(x: Value, { attention, angles }: Required<LayerContext>): Value {
    const { num_attention_heads: heads, num_key_value_heads: keyHeads, head_dim } = this.config;
    const place = (part: Linear, norm: LayerNorm | undefined, count: number): Value => {
      const projected = part.forward(x);
      const split = norm && projected.reshape([...x.shape.slice(0, 2), count, head_dim]);
      return angles.turn(split ? norm.forward(split).reshape(projected.shape) : projected, count);
    };
    const query = place(this.q_proj, this.q_layernorm, heads);
    const key = place(this.k_proj, this.k_layernorm, keyHeads);
    return this.dense.forward(attention.attend(query, key, this.v_proj.forward(x), { heads, keyHeads }));
  }

  private makeNorm(): LayerNorm | undefined {
    const { qk_layernorm, head_dim, layer_norm_eps } = this.config;
    return qk_layernorm ? new LayerNorm(head_dim, layer_norm_eps) : undefined;
  }
}

class PhiMLP extends ConfiguredModule<PhiConfig> {
  fc1 = new Linear(this.config.hidden_size, this.config.intermediate_size);
  fc2 = new Linear(this.config.intermediate_size, this.config.hidden_size);

  forward(x: Value): Value {
    return this.fc2.forward(activations[this.config.hidden_act](this.fc1.forward(x)));
  }
}

class PhiDecoderLayer extends ConfiguredModule<PhiConfig> {
  self_attn = new PhiAttention(this.config);
  mlp = new PhiMLP(this.config);
  input_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value, context: Required<LayerContext>): Value {
    const normalized = this.input_layernorm.forward(x);
    return this.self_attn.forward(normalized, context).add(this.mlp.forward(normalized)).add(x);
  }
}

export class PhiModel extends RotaryDecoderModel<PhiConfig> {
  static readonly configSchema = phiConfig;
  static readonly base_model_prefix = 'model';

  embed_tokens = new Embedding(this.config.vocab_size, this.config.hidden_size);
  layers = Array.from({ length: this.config.num_hidden_layers }, () => new PhiDecoderLayer(this.config));
  final_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  readonly rotary_emb = new RotaryEmbedding(
    readRope(this.config, { partial: 0.5 }),
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
    return normalizedOutputs(states, this.final_layernorm);
  }
}
