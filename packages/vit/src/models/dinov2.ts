/**
 * DINOv2 (https://arxiv.org/abs/2304.07193): ViT trained without labels, with a learned scale on what each layer adds
 * and, in the largest network, a gated feed-forward network. Pictures may have any size.
 */
import { concat, ConfiguredModule, Module, Parameter, type Value } from '@automodel/graph';
import {
  activation,
  activations,
  applyLayers,
  count,
  epsilon,
  labelFields,
  LayerNorm,
  Linear,
  size,
} from '@automodel/modeling';
import * as v from 'valibot';
import { ImageClassificationModel } from '../image-classification-model.js';
import { extent } from '../vision-config.js';
import { VisionModel, type VisionOutputs } from '../vision-model.js';
import { patchTokens, VisionEmbeddings } from './embeddings.js';
import { ViTAttention } from './vit.js';

export const dinov2Config = v.looseObject({
  model_type: v.string(),
  hidden_size: size(768),
  num_hidden_layers: count(12),
  num_attention_heads: size(12),
  mlp_ratio: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1024)), 4),
  hidden_act: activation('gelu'),
  layer_norm_eps: epsilon(1e-6),
  image_size: extent(224),
  patch_size: extent(14),
  num_channels: size(3),
  qkv_bias: v.optional(v.boolean(), true),
  use_swiglu_ffn: v.optional(v.boolean(), false),
  ...labelFields,
});
export type Dinov2Config = v.InferOutput<typeof dinov2Config>;

class Dinov2LayerScale extends Module {
  lambda1: Parameter;

  constructor({ hidden_size }: Dinov2Config) {
    super();
    this.lambda1 = new Parameter([hidden_size]);
  }

  forward(x: Value): Value {
    return x.mul(this.lambda1);
  }
}

function innerSize({ hidden_size, mlp_ratio }: Dinov2Config): number {
  return Math.trunc(hidden_size * mlp_ratio);
}

class Dinov2MLP extends ConfiguredModule<Dinov2Config> {
  fc1 = new Linear(this.config.hidden_size, innerSize(this.config));
  fc2 = new Linear(innerSize(this.config), this.config.hidden_size);

  forward(x: Value): Value {
    return this.fc2.forward(activations[this.config.hidden_act](this.fc1.forward(x)));
  }
}

/** Two thirds of the inner size, to a multiple of 8. */
function gatedSize(config: Dinov2Config): number {
  return Math.ceil(Math.trunc((innerSize(config) * 2) / 3) / 8) * 8;
}

/** SwiGLU (https://arxiv.org/abs/2002.05202); the gate and what it lets through are one projection. */
class Dinov2SwiGLUFFN extends ConfiguredModule<Dinov2Config> {
  weights_in = new Linear(this.config.hidden_size, 2 * gatedSize(this.config));
  weights_out = new Linear(gatedSize(this.config), this.config.hidden_size);

  forward(x: Value): Value {
    const [gate, inner] = this.weights_in.forward(x).chunk(2, -1);
    return this.weights_out.forward(activations.silu(gate).mul(inner));
  }
}

class Dinov2Layer extends ConfiguredModule<Dinov2Config> {
  norm1 = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  attention = new ViTAttention(this.config);
  layer_scale1 = new Dinov2LayerScale(this.config);
  norm2 = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  mlp = this.config.use_swiglu_ffn ? new Dinov2SwiGLUFFN(this.config) : new Dinov2MLP(this.config);
  layer_scale2 = new Dinov2LayerScale(this.config);

  forward(x: Value): Value {
    x = x.add(this.layer_scale1.forward(this.attention.forward(this.norm1.forward(x))));
    return x.add(this.layer_scale2.forward(this.mlp.forward(this.norm2.forward(x))));
  }
}

class Dinov2Encoder extends ConfiguredModule<Dinov2Config> {
  layer = Array.from({ length: this.config.num_hidden_layers }, () => new Dinov2Layer(this.config));

  /** @returns the embeddings and the output of every layer */
  forward(embeddings: Value): Value[] {
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x));
  }
}

/** The DINOv2 encoder without a head. Its pooled output is the class token. */
export class Dinov2Model extends VisionModel<Dinov2Config> {
  static readonly configSchema = dinov2Config;
  static readonly base_model_prefix = 'dinov2';

  protected override readonly resamplesAlways = true;

  embeddings = new VisionEmbeddings(this.config);
  encoder = new Dinov2Encoder(this.config);
  layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(pixels: Value): VisionOutputs & { last_hidden_state: Value; pooler_output: Value } {
    const hidden_states = this.encoder.forward(this.embeddings.forward(pixels));
    const last_hidden_state = this.layernorm.forward(hidden_states[hidden_states.length - 1]);
    return { last_hidden_state, pooler_output: last_hidden_state.gather(0, 1), hidden_states };
  }
}

/** DINOv2 with a classifier of the class token beside the mean of the patches. */
export class Dinov2ForImageClassification extends ImageClassificationModel<Dinov2Config> {
  static readonly configSchema = dinov2Config;
  static readonly base_model_prefix = 'dinov2';

  protected override readonly resamplesAlways = true;

  dinov2 = new Dinov2Model(this.config);
  classifier = new Linear(2 * this.config.hidden_size, this.num_labels);

  forward(pixels: Value): VisionOutputs {
    const { last_hidden_state, pooler_output, hidden_states } = this.dinov2.forward(pixels);
    const features = concat([pooler_output, patchTokens(last_hidden_state, 1).mean(1)], -1);
    return { logits: this.classifier.forward(features), hidden_states };
  }
}
