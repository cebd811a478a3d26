/**
 * BEiT (https://arxiv.org/abs/2106.08254): ViT whose attention scores depend on how far patches lie apart, with keys
 * without a bias, learned scales on what each layer adds, and the mean of the patches as the picture's vector.
 */
import {
  arange,
  concat,
  ConfiguredModule,
  interpolate,
  Module,
  Parameter,
  type Dim,
  type Graph,
  type Value,
} from '@automodel/graph';
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
import { extent, trainedGrid } from '../vision-config.js';
import { VisionModel, type VisionOutputs } from '../vision-model.js';
import { isAnySize, patchGrid, patchTokens, VisionEmbeddings } from './embeddings.js';
import { Dense, ViTSelfAttention } from './vit.js';

export const beitConfig = v.looseObject({
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
  use_absolute_position_embeddings: v.optional(v.boolean(), false),
  use_relative_position_bias: v.optional(v.boolean(), false),
  use_shared_relative_position_bias: v.optional(v.boolean(), false),
  layer_scale_init_value: v.optional(v.number(), 0.1),
  use_mean_pooling: v.optional(v.boolean(), true),
  ...labelFields,
});
export type BeitConfig = v.InferOutput<typeof beitConfig>;

/** A bias of attention scores for each distance between patches, and three for the class token. */
class BeitRelativePositionBias extends Module {
  relative_position_bias_table: Parameter;
  private readonly trained: readonly [number, number];

  constructor(config: BeitConfig) {
    super();
    this.trained = trainedGrid(config);
    const [rows, columns] = this.trained.map((side) => 2 * side - 1);
    this.relative_position_bias_table = new Parameter([rows * columns + 3, config.num_attention_heads]);
  }

  /**
   * @param grid rows and columns of patches
   * @returns `[1, heads, tokens, tokens]`
   */
  forward(graph: Graph, grid: readonly [Dim, Dim]): Value {
    const table = graph.operand(this.relative_position_bias_table);
    const [distances, heads] = [Number(table.shape[0]) - 3, table.shape[1]];
    const [toPatch, fromPatch, ofItself] = [0, 1, 2].map((i) =>
      table.slice(0, distances + i, distances + i + 1).reshape([heads, 1, 1]),
    );
    const between = this.betweenPatches(table.slice(0, 0, distances).transpose(0, 1), grid);
    const patchCount = between.shape[1];
    const first = concat([ofItself, toPatch.expand([heads, 1, patchCount])], 2, 'tokens');
    const others = concat([fromPatch.expand([heads, patchCount, 1]), between], 2, 'tokens');
    return concat([first, others], 1, 'tokens').unsqueeze(0);
  }

  /** @param table `[heads, distances]`, those of the trained grid. @returns `[heads, patches, patches]` */
  private betweenPatches(table: Value, grid: readonly [Dim, Dim]): Value {
    const { graph } = table;
    const [rows, columns] = grid;
    const distances = isAnySize(grid) ? this.resample(table, grid) : table;
    const side = (dim: Dim): Value | number =>
      typeof dim === 'number' ? dim : graph.sizeOf(dim).to('int32');
    const plain = (dim: Dim): Value => {
      const size = side(dim);
      return typeof size === 'number' ? graph.operand(size, 'int32') : size;
    };
    /** From 0 for the farthest patch before to twice the side for the farthest behind. */
    const shifted = (dim: Dim): Value => {
      const places = arange(graph, dim);
      return places.unsqueeze(1).sub(places.unsqueeze(0)).add(plain(dim)).sub(1);
    };
    const rowStride = plain(columns).mul(2).sub(1);
    const down = shifted(rows).mul(rowStride).unsqueeze(1).unsqueeze(3); // [rows, 1, rows, 1]
    const across = shifted(columns).unsqueeze(0).unsqueeze(2); // [1, columns, 1, columns]
    const index = down.add(across).reshape([-1]);
    const [heads] = table.shape;
    const count = typeof rows === 'number' ? rows * Number(columns) : `${rows}*${columns}`;
    return distances.gather(index, 1).reshape([heads, count, count]);
  }

  /** The biases of another grid's distances, bilinearly. */
  private resample(table: Value, grid: readonly [string, string]): Value {
    const { graph } = table;
    const [heads] = table.shape;
    const trained = this.trained.map((side) => 2 * side - 1);
    const sizes = grid.map((dim) => graph.sizeOf(dim).mul(2).sub(1)) as [Value, Value];
    const names = ['row distances', 'column distances'] as const;
    return interpolate(table.reshape([1, heads, ...trained]), 'bilinear', sizes, names).reshape([heads, -1]);
  }
}

class BeitSelfAttention extends ViTSelfAttention {
  relative_position_bias?: BeitRelativePositionBias;

  constructor(config: BeitConfig) {
    super(config, { queryValue: true, key: false });
    if (config.use_relative_position_bias) this.relative_position_bias = new BeitRelativePositionBias(config);
  }

  /** @param shared the bias that all layers have, `[1, heads, tokens, tokens]` */
  attend(x: Value, grid: readonly [Dim, Dim], shared?: Value): Value {
    const own = this.relative_position_bias?.forward(x.graph, grid);
    return this.forward(x, own && shared ? own.add(shared) : (own ?? shared));
  }
}

class BeitAttention extends ConfiguredModule<BeitConfig> {
  attention = new BeitSelfAttention(this.config);
  output = new Dense(this.config.hidden_size, this.config.hidden_size);

  forward(x: Value, grid: readonly [Dim, Dim], shared?: Value): Value {
    return this.output.forward(this.attention.attend(x, grid, shared));
  }
}

class BeitLayer extends ConfiguredModule<BeitConfig> {
  attention = new BeitAttention(this.config);
  intermediate = new Dense(this.config.hidden_size, this.config.intermediate_size);
  output = new Dense(this.config.intermediate_size, this.config.hidden_size);
  layernorm_before = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  layernorm_after = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  lambda_1 = this.makeScale();
  lambda_2 = this.makeScale();

  forward(x: Value, grid: readonly [Dim, Dim], shared?: Value): Value {
    const attended = this.attention.forward(this.layernorm_before.forward(x), grid, shared);
    x = x.add(this.lambda_1 ? attended.mul(this.lambda_1) : attended);
    const inner = this.intermediate.forward(this.layernorm_after.forward(x));
    const output = this.output.forward(activations[this.config.hidden_act](inner));
    return x.add(this.lambda_2 ? output.mul(this.lambda_2) : output);
  }

  private makeScale(): Parameter | undefined {
    const { layer_scale_init_value, hidden_size } = this.config;
    return layer_scale_init_value > 0 ? new Parameter([hidden_size]) : undefined;
  }
}

class BeitEncoder extends ConfiguredModule<BeitConfig> {
  layer = Array.from({ length: this.config.num_hidden_layers }, () => new BeitLayer(this.config));
  relative_position_bias = this.config.use_shared_relative_position_bias
    ? new BeitRelativePositionBias(this.config)
    : undefined;

  /** @returns the embeddings and the output of every layer */
  forward(embeddings: Value, grid: readonly [Dim, Dim]): Value[] {
    const shared = this.relative_position_bias?.forward(embeddings.graph, grid);
    return applyLayers(this.layer, embeddings, (layer, x) => layer.forward(x, grid, shared));
  }
}

/** The mean of the patches, normalized. */
class BeitPooler extends ConfiguredModule<BeitConfig> {
  layernorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  /** `[batch, tokens, hidden]` to `[batch, hidden]` */
  forward(x: Value): Value {
    return this.layernorm.forward(patchTokens(x, 1).mean(1));
  }
}

/** The BEiT encoder without a head. Its pooled output is the mean of the patches, or else the class token. */
export class BeitModel extends VisionModel<BeitConfig> {
  static readonly configSchema = beitConfig;
  static readonly base_model_prefix = 'beit';

  protected override readonly resamplesAlways = true;

  embeddings = new VisionEmbeddings(this.config, { positions: this.config.use_absolute_position_embeddings });
  encoder = new BeitEncoder(this.config);
  layernorm = this.config.use_mean_pooling
    ? undefined
    : new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);
  pooler = this.makePooler();

  forward(pixels: Value): VisionOutputs & { last_hidden_state: Value; pooler_output?: Value } {
    const embeddings = this.embeddings.forward(pixels);
    const hidden_states = this.encoder.forward(embeddings, patchGrid(pixels, this.config));
    const encoded = hidden_states[hidden_states.length - 1];
    const last_hidden_state = this.layernorm ? this.layernorm.forward(encoded) : encoded;
    return { last_hidden_state, pooler_output: this.pool(last_hidden_state), hidden_states };
  }

  protected makePooler(): BeitPooler | undefined {
    return this.hasWeight('pooler.layernorm.weight') ? new BeitPooler(this.config) : undefined;
  }

  private pool(x: Value): Value | undefined {
    return this.config.use_mean_pooling ? this.pooler?.forward(x) : x.gather(0, 1);
  }
}

/** The encoder below a head, which cannot do without the pooled output. */
class PooledBeitModel extends BeitModel {
  protected override makePooler(): BeitPooler | undefined {
    return this.config.use_mean_pooling ? new BeitPooler(this.config) : undefined;
  }
}

/** BEiT with a classifier of its pooled output. */
export class BeitForImageClassification extends ImageClassificationModel<BeitConfig> {
  static readonly configSchema = beitConfig;
  static readonly base_model_prefix = 'beit';

  protected override readonly resamplesAlways = true;

  beit = new PooledBeitModel(this.config);
  classifier = new Linear(this.config.hidden_size, this.num_labels);

  forward(pixels: Value): VisionOutputs {
    const { pooler_output, hidden_states } = this.beit.forward(pixels);
    return { logits: this.classifier.forward(pooler_output!), hidden_states };
  }
}
