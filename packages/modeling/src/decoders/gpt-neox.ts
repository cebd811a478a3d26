/** GPT-NeoX (https://arxiv.org/abs/2204.06745), as Pythia: rotary positions on a part of each head, both parts of a layer side by side. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { readRope, ropeFields } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import { splitHeads } from './fused-heads.js';
import type { LayerContext } from './grouped-query-attention.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

export const gptNeoXConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50432),
  hidden_size: size(6144),
  num_hidden_layers: count(44),
  num_attention_heads: size(64),
  intermediate_size: size(24576),
  hidden_act: activation('gelu'),
  max_position_embeddings: size(2048),
  layer_norm_eps: epsilon(1e-5),
  use_parallel_residual: v.optional(v.boolean(), true),
  attention_bias: v.optional(v.boolean(), true),
  tie_word_embeddings: v.optional(v.boolean(), false),
  ...ropeFields,
});
export type GPTNeoXConfig = v.InferOutput<typeof gptNeoXConfig>;

class GPTNeoXAttention extends ConfiguredModule<GPTNeoXConfig> {
  private readonly linear = { bias: this.config.attention_bias };
  query_key_value = new Linear(this.config.hidden_size, 3 * this.config.hidden_size, this.linear);
  dense = new Linear(this.config.hidden_size, this.config.hidden_size, this.linear);

  forward(x: Value, { attention, angles }: Required<LayerContext>): Value {
    const heads = this.config.num_attention_heads;
    const [query, key, value] = splitHeads(this.query_key_value.forward(x), heads, [1, 1, 1]);
    const [q, k] = [angles.turn(query, heads), angles.turn(key, heads)];
    return this.dense.forward(attention.attend(q, k, value, { heads }));
  }
}

class GPTNeoXMLP extends ConfiguredModule<GPTNeoXConfig> {
  dense_h_to_4h = new Linear(this.config.hidden_size, this.config.intermediate_size);
  dense_4h_to_h = new Linear(this.config.intermediate_size, this.config.hidden_size);

  forward(x: Value): Value {
    return this.dense_4h_to_h.forward(activations[this.config.hidden_act](this.dense_h_to_4h.forward(x)));
  }
}

class GPTNeoXLayer extends ConfiguredModule<GPTNeoXConfig> {
  input_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  post_attention_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  attention = new GPTNeoXAttention(this.config);
  mlp = new GPTNeoXMLP(this.config);

  forward(x: Value, context: Required<LayerContext>): Value {
    const attended = this.attention.forward(this.input_layernorm.forward(x), context).add(x);
    const read = this.config.use_parallel_residual ? x : attended;
    return this.mlp.forward(this.post_attention_layernorm.forward(read)).add(attended);
  }
}

export class GPTNeoXModel extends RotaryDecoderModel<GPTNeoXConfig> {
  static readonly configSchema = gptNeoXConfig;
  static readonly base_model_prefix = 'gpt_neox';

  embed_in = new Embedding(this.config.vocab_size, this.config.hidden_size);
  layers = Array.from({ length: this.config.num_hidden_layers }, () => new GPTNeoXLayer(this.config));
  final_layer_norm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  readonly rotary_emb = new RotaryEmbedding(
    readRope(this.config, { partial: 0.25 }),
    this.config.hidden_size / this.config.num_attention_heads,
    this.config.max_position_embeddings,
  );

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const context = { attention, angles: this.rotary_emb.forward(position_ids) };
    const states = applyLayers(this.layers, this.embed_in.forward(input_ids), (layer, x) =>
      layer.forward(x, context),
    );
    return normalizedOutputs(states, this.final_layer_norm);
  }
}
