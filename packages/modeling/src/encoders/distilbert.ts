/** DistilBERT (https://arxiv.org/abs/1910.01108): BERT without segments and with half the layers. */
import { arange, ConfiguredModule, Module, multiHeadAttention, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, size, tokenId } from '../config.js';
import { applyLayers, type EncoderInputs, type EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';

export const distilBertConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(30522),
  max_position_embeddings: size(512),
  n_layers: count(6),
  n_heads: size(12),
  dim: size(768),
  hidden_dim: size(3072),
  activation: activation('gelu'),
  pad_token_id: tokenId(0),
});
export type DistilBertConfig = v.InferOutput<typeof distilBertConfig>;

/** Fixed by the architecture, not by config.json. */
export const DISTILBERT_EPSILON = 1e-12;

class Embeddings extends ConfiguredModule<DistilBertConfig> {
  word_embeddings = new Embedding(this.config.vocab_size, this.config.dim);
  position_embeddings = new Embedding(this.config.max_position_embeddings, this.config.dim);
  LayerNorm = new LayerNorm(this.config.dim, DISTILBERT_EPSILON);

  forward(inputIds: Value): Value {
    const positions = this.position_embeddings.forward(arange(inputIds.graph, 'sequence'));
    return this.LayerNorm.forward(this.word_embeddings.forward(inputIds).add(positions));
  }
}

class MultiHeadSelfAttention extends ConfiguredModule<DistilBertConfig> {
  q_lin = new Linear(this.config.dim, this.config.dim);
  k_lin = new Linear(this.config.dim, this.config.dim);
  v_lin = new Linear(this.config.dim, this.config.dim);
  out_lin = new Linear(this.config.dim, this.config.dim);

  forward(x: Value, attentionMask: Value | undefined): Value {
    const context = multiHeadAttention(this.q_lin.forward(x), this.k_lin.forward(x), this.v_lin.forward(x), {
      heads: this.config.n_heads,
      keyPaddingMask: attentionMask,
    });
    return this.out_lin.forward(context);
  }
}

class FeedForward extends ConfiguredModule<DistilBertConfig> {
  lin1 = new Linear(this.config.dim, this.config.hidden_dim);
  lin2 = new Linear(this.config.hidden_dim, this.config.dim);

  forward(x: Value): Value {
    return this.lin2.forward(activations[this.config.activation](this.lin1.forward(x)));
  }
}

class TransformerBlock extends ConfiguredModule<DistilBertConfig> {
  attention = new MultiHeadSelfAttention(this.config);
  sa_layer_norm = new LayerNorm(this.config.dim, DISTILBERT_EPSILON);
  ffn = new FeedForward(this.config);
  output_layer_norm = new LayerNorm(this.config.dim, DISTILBERT_EPSILON);

  forward(x: Value, attentionMask: Value | undefined): Value {
    x = this.sa_layer_norm.forward(this.attention.forward(x, attentionMask).add(x));
    return this.output_layer_norm.forward(this.ffn.forward(x).add(x));
  }
}

class Transformer extends Module {
  layer: TransformerBlock[];

  constructor(config: DistilBertConfig) {
    super();
    this.layer = Array.from({ length: config.n_layers }, () => new TransformerBlock(config));
  }

  forward(embeddings: Value, attentionMask: Value | undefined): Value[] {
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x, attentionMask));
  }
}

/** The DistilBERT encoder without a head. */
export class DistilBertModel extends EncoderModel<DistilBertConfig> {
  static readonly configSchema = distilBertConfig;
  static readonly base_model_prefix = 'distilbert';

  embeddings = new Embeddings(this.config);
  transformer = new Transformer(this.config);

  forward({ input_ids, attention_mask }: EncoderInputs): EncoderOutputs {
    const hidden_states = this.transformer.forward(this.embeddings.forward(input_ids), attention_mask);
    return { last_hidden_state: hidden_states[hidden_states.length - 1], hidden_states };
  }
}
