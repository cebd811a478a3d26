/**
 * ModernBERT (https://arxiv.org/abs/2412.13663): normalization before each part, rotary positions, gated feed-forward
 * networks, and attention that is local in most layers.
 */
import {
  ConfiguredModule,
  multiHeadAttention,
  rotaryEmbedding,
  type Graph,
  type Value,
} from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, ModelConfigError, size } from '../config.js';
import { applyLayers, type EncoderInputs, type EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { distanceMask } from '../layers/relative-position.js';
import { rotaryAngles, type RotaryAngles } from '../layers/rotary.js';

const layerType = v.picklist(['full_attention', 'sliding_attention']);
type LayerType = v.InferOutput<typeof layerType>;
const ropeParameters = v.looseObject({
  rope_type: v.optional(v.literal('default'), 'default'),
  rope_theta: v.optional(v.pipe(v.number(), v.gtValue(1))),
});

export const modernBertConfig = v.looseObject({
  model_type: v.string(),
  vocab_size: size(50368),
  hidden_size: size(768),
  intermediate_size: size(1152),
  num_hidden_layers: count(22),
  num_attention_heads: size(12),
  hidden_activation: activation('gelu'),
  max_position_embeddings: size(8192),
  norm_eps: epsilon(1e-5),
  norm_bias: v.optional(v.boolean(), false),
  attention_bias: v.optional(v.boolean(), false),
  mlp_bias: v.optional(v.boolean(), false),
  decoder_bias: v.optional(v.boolean(), true),
  classifier_bias: v.optional(v.boolean(), false),
  classifier_activation: activation('gelu'),
  // What heads that classify texts read: the first token's vector, or the mean of all.
  classifier_pooling: v.optional(v.picklist(['cls', 'mean']), 'cls'),
  local_attention: size(128),
  // How older files (transformers 4) and newer ones say which layers are local, and at which base positions turn.
  global_attn_every_n_layers: size(3),
  layer_types: v.optional(v.array(layerType)),
  global_rope_theta: v.optional(v.number(), 160_000),
  local_rope_theta: v.optional(v.nullable(v.number()), 10_000),
  rope_parameters: v.optional(
    v.object({ full_attention: v.optional(ropeParameters), sliding_attention: v.optional(ropeParameters) }),
  ),
});
export type ModernBertConfig = v.InferOutput<typeof modernBertConfig>;

function layerTypes(config: ModernBertConfig): LayerType[] {
  const { layer_types, num_hidden_layers, global_attn_every_n_layers } = config;
  if (layer_types && layer_types.length !== num_hidden_layers) {
    throw new ModelConfigError(
      `config.json: layer_types names ${layer_types.length} layers, num_hidden_layers is ${num_hidden_layers}`,
    );
  }
  const every = global_attn_every_n_layers;
  return (
    layer_types ??
    Array.from({ length: num_hidden_layers }, (_, i) =>
      i % every === 0 ? 'full_attention' : 'sliding_attention',
    )
  );
}

function ropeTheta(config: ModernBertConfig, type: LayerType): number {
  const local = config.local_rope_theta ?? config.global_rope_theta;
  const older = type === 'full_attention' ? config.global_rope_theta : local;
  return config.rope_parameters?.[type]?.rope_theta ?? older;
}

const norm = (config: ModernBertConfig): LayerNorm =>
  new LayerNorm(config.hidden_size, config.norm_eps, { bias: config.norm_bias });

class ModernBertEmbeddings extends ConfiguredModule<ModernBertConfig> {
  tok_embeddings = new Embedding(this.config.vocab_size, this.config.hidden_size);
  norm = norm(this.config);

  forward(inputIds: Value): Value {
    return this.norm.forward(this.tok_embeddings.forward(inputIds));
  }
}

class ModernBertMLP extends ConfiguredModule<ModernBertConfig> {
  Wi = new Linear(this.config.hidden_size, 2 * this.config.intermediate_size, { bias: this.config.mlp_bias });
  Wo = new Linear(this.config.intermediate_size, this.config.hidden_size, { bias: this.config.mlp_bias });

  forward(x: Value): Value {
    const [input, gate] = this.Wi.forward(x).chunk(2, -1);
    return this.Wo.forward(activations[this.config.hidden_activation](input).mul(gate));
  }
}

/** What all layers of one type share. */
interface AttentionContext {
  readonly attentionMask: Value | undefined;
  readonly angles: RotaryAngles;
  /** For local attention: `[1, 1, sequence, sequence]`. */
  readonly window?: Value;
}

class ModernBertAttention extends ConfiguredModule<ModernBertConfig> {
  Wqkv = new Linear(this.config.hidden_size, 3 * this.config.hidden_size, {
    bias: this.config.attention_bias,
  });
  Wo = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: this.config.attention_bias });

  forward(x: Value, { attentionMask, angles, window }: AttentionContext): Value {
    const heads = this.config.num_attention_heads;
    const [query, key, value] = this.Wqkv.forward(x).chunk(3, -1);
    const context = multiHeadAttention(
      rotaryEmbedding(query, angles.cos, angles.sin, { heads }),
      rotaryEmbedding(key, angles.cos, angles.sin, { heads }),
      value,
      { heads, keyPaddingMask: attentionMask, bias: window },
    );
    return this.Wo.forward(context);
  }
}

class ModernBertEncoderLayer extends ConfiguredModule<ModernBertConfig> {
  attn_norm?: LayerNorm;
  attn = new ModernBertAttention(this.config);
  mlp_norm = norm(this.config);
  mlp = new ModernBertMLP(this.config);

  constructor(
    config: ModernBertConfig,
    index: number,
    readonly type: LayerType,
  ) {
    super(config);
    // The embeddings of the first layer are normalized already.
    if (index > 0) this.attn_norm = norm(config);
  }

  forward(x: Value, context: AttentionContext): Value {
    x = x.add(this.attn.forward(this.attn_norm?.forward(x) ?? x, context));
    return x.add(this.mlp.forward(this.mlp_norm.forward(x)));
  }
}

/** The ModernBERT encoder without a head. */
export class ModernBertModel extends EncoderModel<ModernBertConfig> {
  static readonly configSchema = modernBertConfig;
  static readonly base_model_prefix = 'model';

  embeddings = new ModernBertEmbeddings(this.config);
  layers = layerTypes(this.config).map((type, i) => new ModernBertEncoderLayer(this.config, i, type));
  final_norm = norm(this.config);

  override get maxLength(): undefined {
    return undefined;
  }

  forward({ input_ids, attention_mask }: EncoderInputs): EncoderOutputs {
    const contexts = {
      full_attention: this.attentionContext(input_ids.graph, attention_mask, 'full_attention'),
      sliding_attention: this.attentionContext(input_ids.graph, attention_mask, 'sliding_attention'),
    };
    const hidden_states = applyLayers(this.layers, this.embeddings.forward(input_ids), (layer, x) =>
      layer.forward(x, contexts[layer.type]),
    );
    const last_hidden_state = this.final_norm.forward(hidden_states[hidden_states.length - 1]);
    // As in Python, the last of the hidden states is the normalized one.
    return { last_hidden_state, hidden_states: [...hidden_states.slice(0, -1), last_hidden_state] };
  }

  private attentionContext(
    graph: Graph,
    attentionMask: Value | undefined,
    type: LayerType,
  ): AttentionContext {
    const headSize = this.config.hidden_size / this.config.num_attention_heads;
    return {
      attentionMask,
      angles: rotaryAngles(graph, headSize, ropeTheta(this.config, type)),
      window:
        type === 'sliding_attention'
          ? distanceMask(graph, Math.floor(this.config.local_attention / 2))
          : undefined,
    };
  }
}

/** The layer that all heads of ModernBERT begin with. */
export class ModernBertPredictionHead extends ConfiguredModule<ModernBertConfig> {
  dense = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: this.config.classifier_bias });
  norm = new LayerNorm(this.config.hidden_size, this.config.norm_eps, { bias: this.config.norm_bias });

  forward(x: Value): Value {
    return this.norm.forward(activations[this.config.classifier_activation](this.dense.forward(x)));
  }
}
