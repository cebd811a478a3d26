/** OPT (https://arxiv.org/abs/2205.01068): learned positions that begin at 2, and normalization before or after each part. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, only, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import type { DecoderAttention } from '../decoder-attention.js';
import { DecoderModel } from '../decoder-model.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';

export const optConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50272),
  hidden_size: size(768),
  num_hidden_layers: count(12),
  num_attention_heads: size(12),
  ffn_dim: size(3072),
  max_position_embeddings: size(2048),
  word_embed_proj_dim: optionalSize,
  activation_function: activation('relu'),
  do_layer_norm_before: v.optional(v.boolean(), true),
  _remove_final_layer_norm: v.optional(v.boolean(), false),
  enable_bias: v.optional(v.boolean(), true),
  layer_norm_elementwise_affine: only(true, 'no checkpoint of OPT is without'),
  tie_word_embeddings: v.optional(v.boolean(), true),
});
export type OPTConfig = v.InferOutput<typeof optConfig>;

/** The first two rows of the table of positions stand for padding. */
const POSITION_OFFSET = 2;

class OPTAttention extends ConfiguredModule<OPTConfig> {
  private readonly linear = { bias: this.config.enable_bias };
  k_proj = new Linear(this.config.hidden_size, this.config.hidden_size, this.linear);
  v_proj = new Linear(this.config.hidden_size, this.config.hidden_size, this.linear);
  q_proj = new Linear(this.config.hidden_size, this.config.hidden_size, this.linear);
  out_proj = new Linear(this.config.hidden_size, this.config.hidden_size, this.linear);

  forward(x: Value, attention: DecoderAttention): Value {
    const [query, key, value] = [this.q_proj, this.k_proj, this.v_proj].map((part) => part.forward(x));
    const options = { heads: this.config.num_attention_heads };
    return this.out_proj.forward(attention.attend(query, key, value, options));
  }
}

class OPTDecoderLayer extends ConfiguredModule<OPTConfig> {
  self_attn = new OPTAttention(this.config);
  self_attn_layer_norm = new LayerNorm(this.config.hidden_size, 1e-5);
  fc1 = new Linear(this.config.hidden_size, this.config.ffn_dim, { bias: this.config.enable_bias });
  fc2 = new Linear(this.config.ffn_dim, this.config.hidden_size, { bias: this.config.enable_bias });
  final_layer_norm = new LayerNorm(this.config.hidden_size, 1e-5);

  forward(x: Value, attention: DecoderAttention): Value {
    const { activation_function } = this.config;
    x = this.residual(x, this.self_attn_layer_norm, (y) => this.self_attn.forward(y, attention));
    return this.residual(x, this.final_layer_norm, (y) =>
      this.fc2.forward(activations[activation_function](this.fc1.forward(y))),
    );
  }

  private residual(x: Value, norm: LayerNorm, part: (x: Value) => Value): Value {
    return this.config.do_layer_norm_before ? x.add(part(norm.forward(x))) : norm.forward(x.add(part(x)));
  }
}

class OPTDecoder extends ConfiguredModule<OPTConfig> {
  private readonly embeddingSize = this.config.word_embed_proj_dim ?? this.config.hidden_size;
  private readonly isProjected = this.embeddingSize !== this.config.hidden_size;
  private readonly hasFinalNorm = this.config.do_layer_norm_before && !this.config._remove_final_layer_norm;
  embed_tokens = new Embedding(this.config.vocab_size, this.embeddingSize);
  embed_positions = new Embedding(
    this.config.max_position_embeddings + POSITION_OFFSET,
    this.config.hidden_size,
  );
  project_in = this.isProjected
    ? new Linear(this.embeddingSize, this.config.hidden_size, { bias: false })
    : undefined;
  project_out = this.isProjected
    ? new Linear(this.config.hidden_size, this.embeddingSize, { bias: false })
    : undefined;
  final_layer_norm = this.hasFinalNorm ? new LayerNorm(this.config.hidden_size, 1e-5) : undefined;
  layers = Array.from({ length: this.config.num_hidden_layers }, () => new OPTDecoderLayer(this.config));

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const words = this.embed_tokens.forward(input_ids);
    const positions = this.embed_positions.forward(position_ids.add(POSITION_OFFSET));
    const embeddings = (this.project_in?.forward(words) ?? words).add(positions);
    const states = applyLayers(this.layers, embeddings, (layer, x) => layer.forward(x, attention));
    const outputs = this.final_layer_norm
      ? normalizedOutputs(states, this.final_layer_norm)
      : { last_hidden_state: states[states.length - 1], hidden_states: states };
    if (!this.project_out) return outputs;
    const last_hidden_state = this.project_out.forward(outputs.last_hidden_state);
    return { last_hidden_state, hidden_states: outputs.hidden_states.with(-1, last_hidden_state) };
  }
}

export class OPTModel extends DecoderModel<OPTConfig> {
  static readonly configSchema = optConfig;
  static readonly base_model_prefix = 'model';

  decoder = new OPTDecoder(this.config);

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  get maxLength(): number {
    return this.config.max_position_embeddings;
  }

  override readonly positionsFromMask = true;

  forward(inputs: DecoderInputs): DecoderOutputs {
    return this.decoder.forward(inputs);
  }
}
