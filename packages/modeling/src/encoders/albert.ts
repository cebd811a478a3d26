/** ALBERT (https://arxiv.org/abs/1909.11942): narrow embeddings, and layers that share their weights in groups. */
import { ConfiguredModule, Module, multiHeadAttention, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { size } from '../config.js';
import type { EncoderInputs, EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation, activations } from '../layers/activation.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { BertEmbeddings, bertConfig } from './bert.js';

export const albertConfig = v.looseObject({
  ...bertConfig.entries,
  vocab_size: size(30000),
  embedding_size: size(128),
  hidden_size: size(4096),
  num_hidden_groups: size(1),
  num_attention_heads: size(64),
  intermediate_size: size(16384),
  inner_group_num: size(1),
  hidden_act: activation('gelu_new'),
});
export type AlbertConfig = v.InferOutput<typeof albertConfig>;

class AlbertAttention extends ConfiguredModule<AlbertConfig> {
  query = new Linear(this.config.hidden_size, this.config.hidden_size);
  key = new Linear(this.config.hidden_size, this.config.hidden_size);
  value = new Linear(this.config.hidden_size, this.config.hidden_size);
  dense = new Linear(this.config.hidden_size, this.config.hidden_size);
  LayerNorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value, attentionMask: Value | undefined): Value {
    const context = multiHeadAttention(this.query.forward(x), this.key.forward(x), this.value.forward(x), {
      heads: this.config.num_attention_heads,
      keyPaddingMask: attentionMask,
    });
    return this.LayerNorm.forward(this.dense.forward(context).add(x));
  }
}

class AlbertLayer extends ConfiguredModule<AlbertConfig> {
  full_layer_layer_norm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  attention = new AlbertAttention(this.config);
  ffn = new Linear(this.config.hidden_size, this.config.intermediate_size);
  ffn_output = new Linear(this.config.intermediate_size, this.config.hidden_size);

  forward(x: Value, attentionMask: Value | undefined): Value {
    x = this.attention.forward(x, attentionMask);
    const feedForward = this.ffn_output.forward(activations[this.config.hidden_act](this.ffn.forward(x)));
    return this.full_layer_layer_norm.forward(feedForward.add(x));
  }
}

class AlbertLayerGroup extends Module {
  albert_layers: AlbertLayer[];

  constructor(config: AlbertConfig) {
    super();
    this.albert_layers = Array.from({ length: config.inner_group_num }, () => new AlbertLayer(config));
  }

  forward(x: Value, attentionMask: Value | undefined): Value {
    return this.albert_layers.reduce((hidden, layer) => layer.forward(hidden, attentionMask), x);
  }
}

class AlbertTransformer extends ConfiguredModule<AlbertConfig> {
  embedding_hidden_mapping_in = new Linear(this.config.embedding_size, this.config.hidden_size);
  albert_layer_groups: AlbertLayerGroup[];

  constructor(config: AlbertConfig) {
    super(config);
    this.albert_layer_groups = Array.from(
      { length: config.num_hidden_groups },
      () => new AlbertLayerGroup(config),
    );
  }

  forward(embeddings: Value, attentionMask: Value | undefined): Value[] {
    const { num_hidden_layers: layers, num_hidden_groups: groups } = this.config;
    const hiddenStates = [this.embedding_hidden_mapping_in.forward(embeddings)];
    for (let i = 0; i < layers; i++) {
      const group = this.albert_layer_groups[Math.floor((i * groups) / layers)];
      hiddenStates.push(group.forward(hiddenStates[i], attentionMask));
    }
    return hiddenStates;
  }
}

/** The ALBERT encoder without a head. */
export class AlbertModel extends EncoderModel<AlbertConfig> {
  static readonly configSchema = albertConfig;
  static readonly base_model_prefix = 'albert';

  embeddings = new BertEmbeddings(this.config, this.config.embedding_size);
  encoder = new AlbertTransformer(this.config);
  pooler = this.hasWeight('pooler.weight')
    ? new Linear(this.config.hidden_size, this.config.hidden_size)
    : undefined;

  forward(inputs: EncoderInputs): EncoderOutputs {
    const hidden_states = this.encoder.forward(this.embeddings.forward(inputs), inputs.attention_mask);
    const last_hidden_state = hidden_states[hidden_states.length - 1];
    const pooler_output = this.pooler?.forward(last_hidden_state.gather(0, 1)).tanh();
    return { last_hidden_state, pooler_output, hidden_states };
  }
}
