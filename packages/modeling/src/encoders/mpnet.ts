/**
 * MPNet (https://arxiv.org/abs/2004.09297): BERT without segments, with RoBERTa's way of counting positions and T5's
 * relative position bias, which all layers share.
 */
import { ConfiguredModule, Module, multiHeadAttention, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, size } from '../config.js';
import { applyLayers, type EncoderInputs, type EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { relativePositionBucket, relativePositions } from '../layers/relative-position.js';
import { BertIntermediate, BertOutput, BertPooler } from './bert.js';
import { positionsBehindPadding } from './roberta.js';

export const mpnetConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(30527),
  hidden_size: size(768),
  num_hidden_layers: count(12),
  num_attention_heads: size(12),
  intermediate_size: size(3072),
  hidden_act: activation('gelu'),
  max_position_embeddings: size(512),
  layer_norm_eps: epsilon(1e-12),
  relative_attention_num_buckets: size(32),
});
export type MPNetConfig = v.InferOutput<typeof mpnetConfig>;

/** The padding id that positions are counted from: fixed by the architecture, not by config.json. */
const PADDING = 1;
/** Python computes the buckets of 32 whatever `relative_attention_num_buckets` says; it only sizes the table. */
export const mpnetBuckets = { buckets: 32, maxDistance: 128, bidirectional: true };

class MPNetEmbeddings extends ConfiguredModule<MPNetConfig> {
  word_embeddings = new Embedding(this.config.vocab_size, this.config.hidden_size);
  position_embeddings = new Embedding(this.config.max_position_embeddings, this.config.hidden_size);
  LayerNorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(inputIds: Value): Value {
    const positions = this.position_embeddings.forward(positionsBehindPadding(inputIds, PADDING));
    return this.LayerNorm.forward(this.word_embeddings.forward(inputIds).add(positions));
  }
}

class MPNetSelfAttention extends ConfiguredModule<MPNetConfig> {
  q = new Linear(this.config.hidden_size, this.config.hidden_size);
  k = new Linear(this.config.hidden_size, this.config.hidden_size);
  v = new Linear(this.config.hidden_size, this.config.hidden_size);
  o = new Linear(this.config.hidden_size, this.config.hidden_size);

  forward(x: Value, attentionMask: Value | undefined, positionBias: Value): Value {
    const context = multiHeadAttention(this.q.forward(x), this.k.forward(x), this.v.forward(x), {
      heads: this.config.num_attention_heads,
      keyPaddingMask: attentionMask,
      bias: positionBias,
    });
    return this.o.forward(context);
  }
}

class MPNetAttention extends ConfiguredModule<MPNetConfig> {
  attn = new MPNetSelfAttention(this.config);
  LayerNorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value, attentionMask: Value | undefined, positionBias: Value): Value {
    return this.LayerNorm.forward(this.attn.forward(x, attentionMask, positionBias).add(x));
  }
}

class MPNetLayer extends ConfiguredModule<MPNetConfig> {
  attention = new MPNetAttention(this.config);
  intermediate = new BertIntermediate(this.config);
  output = new BertOutput(this.config.intermediate_size, this.config);

  forward(x: Value, attentionMask: Value | undefined, positionBias: Value): Value {
    x = this.attention.forward(x, attentionMask, positionBias);
    return this.output.forward(this.intermediate.forward(x), x);
  }
}

class MPNetEncoder extends Module {
  layer: MPNetLayer[];
  relative_attention_bias: Embedding;

  constructor(config: MPNetConfig) {
    super();
    this.layer = Array.from({ length: config.num_hidden_layers }, () => new MPNetLayer(config));
    this.relative_attention_bias = new Embedding(
      config.relative_attention_num_buckets,
      config.num_attention_heads,
    );
  }

  forward(embeddings: Value, attentionMask: Value | undefined): Value[] {
    const buckets = relativePositions(
      embeddings.graph,
      (distance) => relativePositionBucket(distance, mpnetBuckets),
      mpnetBuckets.maxDistance,
    );
    const bias = this.relative_attention_bias.forward(buckets).permute([2, 0, 1]).unsqueeze(0); // [1, heads, q, k]
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x, attentionMask, bias));
  }
}

/** The MPNet encoder without a head. */
export class MPNetModel extends EncoderModel<MPNetConfig> {
  static readonly configSchema = mpnetConfig;
  static readonly base_model_prefix = 'mpnet';

  embeddings = new MPNetEmbeddings(this.config);
  encoder = new MPNetEncoder(this.config);
  pooler = this.hasWeight('pooler.dense.weight') ? new BertPooler(this.config) : undefined;

  override get maxLength(): number {
    return this.config.max_position_embeddings - PADDING - 1;
  }

  forward({ input_ids, attention_mask }: EncoderInputs): EncoderOutputs {
    const hidden_states = this.encoder.forward(this.embeddings.forward(input_ids), attention_mask);
    const last_hidden_state = hidden_states[hidden_states.length - 1];
    return { last_hidden_state, pooler_output: this.pooler?.forward(last_hidden_state), hidden_states };
  }
}
