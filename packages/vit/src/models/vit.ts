/**
 * ViT (https://arxiv.org/abs/2010.11929): patches of a picture as tokens behind a class token, learned positions, and
 * layers that normalize before attention and before the feed-forward network. Its layers serve DeiT, DINOv2 and BEiT.
 */
import { ConfiguredModule, Module, multiHeadAttention, type Value } from '@automodel/graph';
import {
  activation,
  activations,
  applyLayers,
  count,
  epsilon,
  labelFields,
  LayerNorm,
  Linear,
  optionalSize,
  size,
} from '@automodel/modeling';
import * as v from 'valibot';
import { ImageClassificationModel } from '../image-classification-model.js';
import { extent } from '../vision-config.js';
import { VisionModel, type VisionOutputs } from '../vision-model.js';
import { VisionEmbeddings } from './embeddings.js';

export const vitConfig = v.looseObject({
  model_type: v.string(),
  hidden_size: size(768),
  num_hidden_layers: count(12),
  num_attention_heads: size(12),
  intermediate_size: size(3072),
  hidden_act: activation('gelu'),
  layer_norm_eps: epsilon(1e-12),
  image_size: extent(224),
  patch_size: extent(16),
  num_channels: size(3),
  qkv_bias: v.optional(v.boolean(), true),
  pooler_output_size: optionalSize,
  pooler_act: activation('tanh'),
  ...labelFields,
});
export type ViTConfig = v.InferOutput<typeof vitConfig>;

/** The sizes of a layer. */
type LayerConfig = Pick<ViTConfig, 'hidden_size' | 'num_attention_heads' | 'layer_norm_eps'>;

export class ViTSelfAttention extends Module {
  query: Linear;
  key: Linear;
  value: Linear;

  /** @param bias whether the projections have one: of queries and values, and of keys */
  constructor(
    private readonly config: LayerConfig,
    bias: { queryValue: boolean; key: boolean },
  ) {
    super();
    const { hidden_size } = config;
    this.query = new Linear(hidden_size, hidden_size, { bias: bias.queryValue });
    this.key = new Linear(hidden_size, hidden_size, { bias: bias.key });
    this.value = new Linear(hidden_size, hidden_size, { bias: bias.queryValue });
  }

  /** @param bias added to the scores, `[1, heads, tokens, tokens]` */
  forward(x: Value, bias?: Value): Value {
    return multiHeadAttention(this.query.forward(x), this.key.forward(x), this.value.forward(x), {
      heads: this.config.num_attention_heads,
      bias,
    });
  }
}

/** A projection named `dense`. */
export class Dense extends Module {
  dense: Linear;

  constructor(inputs: number, outputs: number) {
    super();
    this.dense = new Linear(inputs, outputs);
  }

  forward(x: Value): Value {
    return this.dense.forward(x);
  }
}

export class ViTAttention extends Module {
  attention: ViTSelfAttention;
  output: Dense;

  constructor(config: LayerConfig & Pick<ViTConfig, 'qkv_bias'>) {
    super();
    this.attention = new ViTSelfAttention(config, { queryValue: config.qkv_bias, key: config.qkv_bias });
    this.output = new Dense(config.hidden_size, config.hidden_size);
  }

  forward(x: Value): Value {
    return this.output.forward(this.attention.forward(x));
  }
}

class ViTLayer extends ConfiguredModule<ViTConfig> {
  attention = new ViTAttention(this.config);
  intermediate = new Dense(this.config.hidden_size, this.config.intermediate_size);
  output = new Dense(this.config.intermediate_size, this.config.hidden_size);
  layernorm_before = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  layernorm_after = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value): Value {
    x = x.add(this.attention.forward(this.layernorm_before.forward(x)));
    const inner = this.intermediate.forward(this.layernorm_after.forward(x));
    return x.add(this.output.forward(activations[this.config.hidden_act](inner)));
  }
}

class ViTEncoder extends ConfiguredModule<ViTConfig> {
  layer = Array.from({ length: this.config.num_hidden_layers }, () => new ViTLayer(this.config));

  /** @returns the embeddings and the output of every layer */
  forward(embeddings: Value): Value[] {
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x));
  }
}

/** The class token's vector, projected and squashed. */
class ViTPooler extends ConfiguredModule<ViTConfig> {
  dense = new Linear(this.config.hidden_size, this.config.pooler_output_size ?? this.config.hidden_size);

  /** `[batch, tokens, hidden]` to `[batch, hidden]` */
  forward(x: Value): Value {
    return activations[this.config.pooler_act](this.dense.forward(x.gather(0, 1)));
  }
}

/** The ViT encoder without a head. */
export class ViTModel extends VisionModel<ViTConfig> {
  static readonly configSchema = vitConfig;
  static readonly base_model_prefix: string = 'vit';

  embeddings = this.makeEmbeddings();
  encoder = new ViTEncoder(this.config);
  layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  pooler = this.hasWeight('pooler.dense.weight') ? new ViTPooler(this.config) : undefined;

  forward(pixels: Value): VisionOutputs & { last_hidden_state: Value } {
    const hidden_states = this.encoder.forward(this.embeddings.forward(pixels));
    const last_hidden_state = this.layernorm.forward(hidden_states[hidden_states.length - 1]);
    return { last_hidden_state, pooler_output: this.pooler?.forward(last_hidden_state), hidden_states };
  }

  protected makeEmbeddings(): VisionEmbeddings {
    return new VisionEmbeddings(this.config);
  }
}

/** ViT with a classifier of the class token. */
export class ViTForImageClassification extends ImageClassificationModel<ViTConfig> {
  static readonly configSchema = vitConfig;
  static readonly base_model_prefix: string = 'vit';

  vit = new ViTModel(this.config);
  classifier = new Linear(this.config.hidden_size, this.num_labels);

  forward(pixels: Value): VisionOutputs {
    const { last_hidden_state, hidden_states } = this.vit.forward(pixels);
    return { logits: this.classifier.forward(last_hidden_state.gather(0, 1)), hidden_states };
  }
}
