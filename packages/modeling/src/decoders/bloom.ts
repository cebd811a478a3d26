/** BLOOM (https://arxiv.org/abs/2211.05100): no position embeddings, but scores that grow along the keys (ALiBi). */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { forEveryQuery, type DecoderAttention } from '../decoder-attention.js';
import { DecoderModel } from '../decoder-model.js';
import { applyLayers } from '../encoder.js';
import { activations } from '../layers/activation.js';
import { alibiSlopes, perHead } from '../layers/alibi.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { splitHeads } from './fused-heads.js';

export const bloomConfig = v.pipe(
  v.looseObject({
    model_type: v.string(),
    vocab_size: size(250880),
    hidden_size: size(64),
    // What older files call the hidden size.
    n_embed: optionalSize,
    n_layer: count(2),
    n_head: size(8),
    // What some files call `n_head` and `n_layer`.
    num_attention_heads: optionalSize,
    num_hidden_layers: optionalSize,
    layer_norm_epsilon: epsilon(1e-5),
    apply_residual_connection_post_layernorm: v.optional(v.boolean(), false),
    tie_word_embeddings: v.optional(v.boolean(), true),
  }),
  v.transform((config) => ({
    ...config,
    hidden_size: config.n_embed ?? config.hidden_size,
    n_head: config.num_attention_heads ?? config.n_head,
    n_layer: config.num_hidden_layers ?? config.n_layer,
  })),
);
export type BloomConfig = v.InferOutput<typeof bloomConfig>;

class BloomAttention extends ConfiguredModule<BloomConfig> {
  query_key_value = new Linear(this.config.hidden_size, 3 * this.config.hidden_size);
  dense = new Linear(this.config.hidden_size, this.config.hidden_size);

  forward(x: Value, attention: DecoderAttention): Value {
    const heads = this.config.n_head;
    const [query, key, value] = splitHeads(this.query_key_value.forward(x), heads, [1, 1, 1]);
    const slopes = perHead(x.graph, alibiSlopes(heads));
    const bias = forEveryQuery(slopes.mul(attention.keyPositions()), x);
    return this.dense.forward(attention.attend(query, key, value, { heads, bias }));
  }
}

class BloomMLP extends ConfiguredModule<BloomConfig> {
  dense_h_to_4h = new Linear(this.config.hidden_size, 4 * this.config.hidden_size);
  dense_4h_to_h = new Linear(4 * this.config.hidden_size, this.config.hidden_size);

  forward(x: Value): Value {
    return this.dense_4h_to_h.forward(activations.gelu_new(this.dense_h_to_4h.forward(x)));
  }
}

class BloomBlock extends ConfiguredModule<BloomConfig> {
  input_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  self_attention = new BloomAttention(this.config);
  post_attention_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  mlp = new BloomMLP(this.config);

  forward(x: Value, attention: DecoderAttention): Value {
    const fromNormalized = this.config.apply_residual_connection_post_layernorm;
    let normalized = this.input_layernorm.forward(x);
    x = (fromNormalized ? normalized : x).add(this.self_attention.forward(normalized, attention));
    normalized = this.post_attention_layernorm.forward(x);
    return (fromNormalized ? normalized : x).add(this.mlp.forward(normalized));
  }
}

export class BloomModel extends DecoderModel<BloomConfig> {
  static readonly configSchema = bloomConfig;
  static readonly base_model_prefix = 'transformer';

  word_embeddings = new Embedding(this.config.vocab_size, this.config.hidden_size);
  word_embeddings_layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);
  h = Array.from({ length: this.config.n_layer }, () => new BloomBlock(this.config));
  ln_f = new LayerNorm(this.config.hidden_size, this.config.layer_norm_epsilon);

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  get maxLength(): undefined {
    return undefined;
  }

  override readonly positionsFromMask = true;

  forward({ input_ids, attention }: DecoderInputs): DecoderOutputs {
    const embeddings = this.word_embeddings_layernorm.forward(this.word_embeddings.forward(input_ids));
    const states = applyLayers(this.h, embeddings, (block, x) => block.forward(x, attention));
    return normalizedOutputs(states, this.ln_f);
  }
}
