/**
 * BERT (https://arxiv.org/abs/1810.04805): token, position and segment embeddings, then layers of self-attention and a
 * feed-forward network, each followed by a residual sum and layer normalization. Its layers serve RoBERTa, ELECTRA and others.
 */
import { arange, ConfiguredModule, Module, multiHeadAttention, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, only, size, tokenId } from '../config.js';
import { applyLayers, type EncoderInputs, type EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';

export const bertConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(30522),
  hidden_size: size(768),
  num_hidden_layers: count(12),
  num_attention_heads: size(12),
  intermediate_size: size(3072),
  hidden_act: activation('gelu'),
  max_position_embeddings: size(512),
  type_vocab_size: count(2),
  layer_norm_eps: epsilon(1e-12),
  pad_token_id: tokenId(0),
  position_embedding_type: only('absolute', 'relative keys were dropped by transformers 5, too'),
  is_decoder: only(false, 'decoders belong to causal language modeling'),
});
export type BertConfig = v.InferOutput<typeof bertConfig>;

export class BertEmbeddings extends Module {
  word_embeddings: Embedding;
  position_embeddings: Embedding;
  token_type_embeddings: Embedding;
  LayerNorm: LayerNorm;

  /** @param dimensions the size of the vectors, where it is not the hidden size */
  constructor(config: BertConfig, dimensions = config.hidden_size) {
    super();
    this.word_embeddings = new Embedding(config.vocab_size, dimensions);
    this.position_embeddings = new Embedding(config.max_position_embeddings, dimensions);
    this.token_type_embeddings = new Embedding(config.type_vocab_size, dimensions);
    this.LayerNorm = new LayerNorm(dimensions, config.layer_norm_eps);
  }

  forward({ input_ids, token_type_ids }: EncoderInputs): Value {
    const words = this.word_embeddings.forward(input_ids);
    const segments = this.token_type_embeddings.forward(token_type_ids!);
    const positions = this.position_embeddings.forward(this.positionIds(input_ids));
    return this.LayerNorm.forward(words.add(segments).add(positions));
  }

  /** int32 `[batch or 1, sequence]` */
  protected positionIds(inputIds: Value): Value {
    return arange(inputIds.graph, 'sequence').unsqueeze(0);
  }
}

class BertSelfAttention extends ConfiguredModule<BertConfig> {
  query = new Linear(this.config.hidden_size, this.config.hidden_size);
  key = new Linear(this.config.hidden_size, this.config.hidden_size);
  value = new Linear(this.config.hidden_size, this.config.hidden_size);

  forward(x: Value, attentionMask: Value | undefined): Value {
    return multiHeadAttention(this.query.forward(x), this.key.forward(x), this.value.forward(x), {
      heads: this.config.num_attention_heads,
      keyPaddingMask: attentionMask,
    });
  }
}

/** A projection, then the residual sum and layer normalization. */
export class BertOutput extends Module {
  dense: Linear;
  LayerNorm: LayerNorm;

  constructor(inputs: number, config: { hidden_size: number; layer_norm_eps: number }) {
    super();
    this.dense = new Linear(inputs, config.hidden_size);
    this.LayerNorm = new LayerNorm(config.hidden_size, config.layer_norm_eps);
  }

  forward(x: Value, residual: Value): Value {
    return this.LayerNorm.forward(this.dense.forward(x).add(residual));
  }
}

class BertAttention extends ConfiguredModule<BertConfig> {
  self = new BertSelfAttention(this.config);
  output = new BertOutput(this.config.hidden_size, this.config);

  forward(x: Value, attentionMask: Value | undefined): Value {
    return this.output.forward(this.self.forward(x, attentionMask), x);
  }
}

export class BertIntermediate extends ConfiguredModule<
  Pick<BertConfig, 'hidden_size' | 'intermediate_size' | 'hidden_act'>
> {
  dense = new Linear(this.config.hidden_size, this.config.intermediate_size);

  forward(x: Value): Value {
    return activations[this.config.hidden_act](this.dense.forward(x));
  }
}

class BertLayer extends ConfiguredModule<BertConfig> {
  attention = new BertAttention(this.config);
  intermediate = new BertIntermediate(this.config);
  output = new BertOutput(this.config.intermediate_size, this.config);

  forward(x: Value, attentionMask: Value | undefined): Value {
    x = this.attention.forward(x, attentionMask);
    return this.output.forward(this.intermediate.forward(x), x);
  }
}

export class BertEncoder extends Module {
  layer: BertLayer[];

  constructor(config: BertConfig) {
    super();
    this.layer = Array.from({ length: config.num_hidden_layers }, () => new BertLayer(config));
  }

  /** @returns the embeddings and the output of every layer */
  forward(embeddings: Value, attentionMask: Value | undefined): Value[] {
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x, attentionMask));
  }
}

/** The first token's vector, projected and squashed. */
export class BertPooler extends Module {
  dense: Linear;

  constructor(config: { hidden_size: number }) {
    super();
    this.dense = new Linear(config.hidden_size, config.hidden_size);
  }

  /** `[batch, sequence, hidden]` to `[batch, hidden]` */
  forward(x: Value): Value {
    return this.dense.forward(x.gather(0, 1)).tanh();
  }
}

/** The BERT encoder without a head. */
export class BertModel extends EncoderModel<BertConfig> {
  static readonly configSchema = bertConfig;
  static readonly base_model_prefix: string = 'bert';

  embeddings = this.makeEmbeddings();
  encoder = new BertEncoder(this.config);
  pooler = this.hasWeight('pooler.dense.weight') ? new BertPooler(this.config) : undefined;

  forward(inputs: EncoderInputs): EncoderOutputs {
    const hidden_states = this.encoder.forward(this.embeddings.forward(inputs), inputs.attention_mask);
    const last_hidden_state = hidden_states[hidden_states.length - 1];
    return { last_hidden_state, pooler_output: this.pooler?.forward(last_hidden_state), hidden_states };
  }

  protected makeEmbeddings(): BertEmbeddings {
    return new BertEmbeddings(this.config);
  }
}
