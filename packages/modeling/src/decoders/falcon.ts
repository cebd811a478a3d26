/** Falcon (https://arxiv.org/abs/2311.16867): few heads of keys and values, both parts of a layer side by side. */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { forEveryQuery } from '../decoder-attention.js';
import { applyLayers } from '../encoder.js';
import { activation, activations } from '../layers/activation.js';
import { alibiSlopes, perHead } from '../layers/alibi.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { readRope, ropeFields } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import { splitHeads } from './fused-heads.js';
import type { LayerContext } from './grouped-query-attention.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

export const falconConfig = v.pipe(
  v.looseObject({
    model_type: v.string(),
    vocab_size: size(65024),
    hidden_size: size(4544),
    // What older files call the hidden size.
    n_embed: optionalSize,
    num_hidden_layers: count(32),
    num_attention_heads: size(71),
    num_kv_heads: optionalSize,
    num_ln_in_parallel_attn: optionalSize,
    layer_norm_epsilon: epsilon(1e-5),
    alibi: v.optional(v.boolean(), false),
    new_decoder_architecture: v.optional(v.boolean(), false),
    multi_query: v.optional(v.boolean(), true),
    parallel_attn: v.optional(v.boolean(), true),
    bias: v.optional(v.boolean(), false),
    max_position_embeddings: size(2048),
    ffn_hidden_size: optionalSize,
    activation: activation('gelu'),
    tie_word_embeddings: v.optional(v.boolean(), true),
    ...ropeFields,
  }),
  v.transform((config) => ({ ...config, hidden_size: config.n_embed ?? config.hidden_size })),
);
export type FalconConfig = v.InferOutput<typeof falconConfig>;

class FalconAttention extends ConfiguredModule<FalconConfig> {
  private readonly keyHeads = this.countKeyHeads();
  private readonly headSize = this.config.hidden_size / this.config.num_attention_heads;
  query_key_value = new Linear(
    this.config.hidden_size,
    (this.config.num_attention_heads + 2 * this.keyHeads) * this.headSize,
    { bias: this.config.bias },
  );
  dense = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: this.config.bias });

  forward(x: Value, { attention, angles }: LayerContext): Value {
    const { keyHeads } = this;
    const heads = this.config.num_attention_heads;
    // A group is a key, a value, and the queries that share them.
    const parts = splitHeads(this.query_key_value.forward(x), keyHeads, [heads / keyHeads, 1, 1]);
    const [query, key, value] = parts;
    const options = { heads, keyHeads };
    if (angles) {
      const [q, k] = [angles.turn(query, heads), angles.turn(key, keyHeads)];
      return this.dense.forward(attention.attend(q, k, value, options));
    }
    // The checkpoints were trained with positions rounded to bfloat16, and scaled as the scores are.
    const rounded = (y: Value): Value => y.to('bfloat16').to('float32');
    const slopes = rounded(perHead(x.graph, alibiSlopes(heads)));
    const alibi = rounded(slopes.mul(rounded(attention.keyPositions()))).mul(1 / Math.sqrt(this.headSize));
    const bias = forEveryQuery(alibi, x);
    return this.dense.forward(attention.attend(query, key, value, { ...options, bias }));
  }

  private countKeyHeads(): number {
    const { new_decoder_architecture, multi_query, num_kv_heads, num_attention_heads } = this.config;
    if (new_decoder_architecture) return num_kv_heads ?? num_attention_heads;
    return multi_query ? 1 : num_attention_heads;
  }
}

class FalconMLP extends ConfiguredModule<FalconConfig> {
  private readonly inner = this.config.ffn_hidden_size ?? 4 * this.config.hidden_size;
  dense_h_to_4h = new Linear(this.config.hidden_size, this.inner, { bias: this.config.bias });
  dense_4h_to_h = new Linear(this.inner, this.config.hidden_size, { bias: this.config.bias });

  forward(x: Value): Value {
    return this.dense_4h_to_h.forward(activations[this.config.activation](this.dense_h_to_4h.forward(x)));
  }
}

class FalconDecoderLayer extends ConfiguredModule<FalconConfig> {
  private readonly isParallel = this.config.new_decoder_architecture || this.config.parallel_attn;
  /** Whether attention and feed-forward network read through a normalization each. */
  private readonly hasTwoNorms =
    this.config.new_decoder_architecture && (this.config.num_ln_in_parallel_attn ?? 2) === 2;
  self_attention = new FalconAttention(this.config);
  mlp = new FalconMLP(this.config);
  ln_attn = this.hasTwoNorms ? this.makeNorm() : undefined;
  ln_mlp = this.hasTwoNorms ? this.makeNorm() : undefined;
  input_layernorm = this.hasTwoNorms ? undefined : this.makeNorm();
  post_attention_layernorm = this.isParallel ? undefined : this.makeNorm();

  forward(x: Value, context: LayerContext): Value {
    const normalized = (this.ln_attn ?? this.input_layernorm)!.forward(x);
    const attended = this.self_attention.forward(normalized, context);
    if (this.post_attention_layernorm) {
      const residual = x.add(attended);
      return this.mlp.forward(this.post_attention_layernorm.forward(residual)).add(residual);
    }
    return this.mlp
      .forward(this.ln_mlp?.forward(x) ?? normalized)
      .add(attended)
      .add(x);
  }

  private makeNorm(): LayerNorm {
    return new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  }
}

export class FalconModel extends RotaryDecoderModel<FalconConfig> {
  static readonly configSchema = falconConfig;
  static readonly base_model_prefix = 'transformer';

  word_embeddings = new Embedding(this.config.vocab_size, this.config.hidden_size);
  h = Array.from({ length: this.config.num_hidden_layers }, () => new FalconDecoderLayer(this.config));
  ln_f = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  readonly rotary_emb = this.config.alibi ? undefined : this.makeRotaryEmbedding();

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const angles = this.rotary_emb?.forward(position_ids);
    const states = applyLayers(this.h, this.word_embeddings.forward(input_ids), (layer, x) =>
      layer.forward(x, { attention, angles }),
    );
    return normalizedOutputs(states, this.ln_f);
  }

  private makeRotaryEmbedding(): RotaryEmbedding {
    const { hidden_size, num_attention_heads, max_position_embeddings } = this.config;
    const headSize = hidden_size / num_attention_heads;
    return new RotaryEmbedding(readRope(this.config), headSize, max_position_embeddings);
  }
}
