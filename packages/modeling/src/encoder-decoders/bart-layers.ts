/** The layers of BART (https://arxiv.org/abs/1910.13461) and its relatives, which go by its names. */
import { ConfiguredModule, Module, type Value } from '@automodel/graph';
import { normalizedOutputs, type DecoderOutputs } from '../decoder.js';
import type { DecoderAttention } from '../decoder-attention.js';
import { applyLayers, type EncoderOutputs } from '../encoder.js';
import type { CrossAttention, CrossKeyValues, SourceInputs, TargetInputs } from '../encoder-decoder.js';
import { activations } from '../layers/activation.js';
import type { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import type { PositionEmbedding } from '../layers/positions.js';
import { splitHeads, type SourceAttention } from '../source-attention.js';
import type { BartConfig } from './bart.js';

/** Where relatives of BART differ from each other. */
export interface BartStyle {
  /** Whether a part normalizes what it reads, and the last layer is normalized, too; else the sum with it is normalized. */
  readonly normalizesBefore: boolean;
  /** Whether embeddings are normalized: with their positions; in the decoder perhaps before those are added. */
  readonly normalizesEmbeddings: boolean | 'before positions in the decoder';
  readonly positions: (config: BartConfig) => PositionEmbedding;
}

const EPSILON = 1e-5;

class BartAttention extends Module {
  k_proj: Linear;
  v_proj: Linear;
  q_proj: Linear;
  out_proj: Linear;

  constructor(
    size: number,
    private readonly heads: number,
  ) {
    super();
    this.k_proj = new Linear(size, size);
    this.v_proj = new Linear(size, size);
    this.q_proj = new Linear(size, size);
    this.out_proj = new Linear(size, size);
  }

  /** Every token of the encoder sees every other. */
  forward(x: Value, attention: SourceAttention): Value {
    return this.out_proj.forward(attention.attend(...this.project(x), { heads: this.heads }));
  }

  /** Tokens of the decoder see those before them. */
  causal(x: Value, attention: DecoderAttention): Value {
    return this.out_proj.forward(attention.attend(...this.project(x), { heads: this.heads }));
  }

  /** Tokens of the decoder see those of the encoder. */
  cross(x: Value, attention: CrossAttention): Value {
    return this.out_proj.forward(attention.attend(this.q_proj.forward(x), { heads: this.heads }));
  }

  /** What {@link cross} reads of the encoder's states. */
  keyValues(states: Value): CrossKeyValues {
    const [key, value] = [this.k_proj, this.v_proj].map((part) =>
      splitHeads(part.forward(states), this.heads),
    );
    return { key, value };
  }

  private project(x: Value): [Value, Value, Value] {
    return [this.q_proj.forward(x), this.k_proj.forward(x), this.v_proj.forward(x)];
  }
}

/** What a layer of the encoder and one of the decoder have in common. */
abstract class BartLayer extends Module {
  self_attn: BartAttention;
  self_attn_layer_norm: LayerNorm;
  fc1: Linear;
  fc2: Linear;
  final_layer_norm: LayerNorm;
  private readonly activate: (x: Value) => Value;

  protected constructor(
    { d_model, activation_function }: BartConfig,
    private readonly style: BartStyle,
    heads: number,
    hidden: number,
  ) {
    super();
    this.self_attn = new BartAttention(d_model, heads);
    this.self_attn_layer_norm = new LayerNorm(d_model, EPSILON);
    this.fc1 = new Linear(d_model, hidden);
    this.fc2 = new Linear(hidden, d_model);
    this.final_layer_norm = new LayerNorm(d_model, EPSILON);
    this.activate = activations[activation_function];
  }

  protected residual(x: Value, norm: LayerNorm, part: (x: Value) => Value): Value {
    return this.style.normalizesBefore ? x.add(part(norm.forward(x))) : norm.forward(x.add(part(x)));
  }

  protected feedForward(x: Value): Value {
    return this.residual(x, this.final_layer_norm, (y) =>
      this.fc2.forward(this.activate(this.fc1.forward(y))),
    );
  }
}

class BartEncoderLayer extends BartLayer {
  constructor(config: BartConfig, style: BartStyle) {
    super(config, style, config.encoder_attention_heads, config.encoder_ffn_dim);
  }

  forward(x: Value, attention: SourceAttention): Value {
    x = this.residual(x, this.self_attn_layer_norm, (y) => this.self_attn.forward(y, attention));
    return this.feedForward(x);
  }
}

class BartDecoderLayer extends BartLayer {
  encoder_attn: BartAttention;
  encoder_attn_layer_norm: LayerNorm;

  constructor(config: BartConfig, style: BartStyle) {
    const { d_model, decoder_attention_heads, decoder_ffn_dim } = config;
    super(config, style, decoder_attention_heads, decoder_ffn_dim);
    this.encoder_attn = new BartAttention(d_model, decoder_attention_heads);
    this.encoder_attn_layer_norm = new LayerNorm(d_model, EPSILON);
  }

  forward(x: Value, attention: DecoderAttention, crossAttention: CrossAttention): Value {
    x = this.residual(x, this.self_attn_layer_norm, (y) => this.self_attn.causal(y, attention));
    x = this.residual(x, this.encoder_attn_layer_norm, (y) => this.encoder_attn.cross(y, crossAttention));
    return this.feedForward(x);
  }
}

/** What both stacks have in common: embeddings, and a normalization at the end where layers have theirs before. */
abstract class BartStack extends ConfiguredModule<BartConfig> {
  embed_tokens: Embedding;
  embed_positions: PositionEmbedding;
  layernorm_embedding?: LayerNorm;
  layer_norm?: LayerNorm;

  constructor(
    config: BartConfig,
    protected readonly style: BartStyle,
    embeddings: Embedding,
  ) {
    super(config);
    this.embed_tokens = embeddings;
    this.embed_positions = style.positions(config);
    if (style.normalizesEmbeddings) this.layernorm_embedding = new LayerNorm(config.d_model, EPSILON);
    if (style.normalizesBefore) this.layer_norm = new LayerNorm(config.d_model, EPSILON);
  }

  protected words(ids: Value): Value {
    const { scale_embedding, d_model } = this.config;
    const words = this.embed_tokens.forward(ids);
    return scale_embedding ? words.mul(Math.sqrt(d_model)) : words;
  }

  protected normalizeEmbeddings(x: Value): Value {
    return this.layernorm_embedding?.forward(x) ?? x;
  }

  protected outputs(states: Value[]): DecoderOutputs {
    if (this.layer_norm) return normalizedOutputs(states, this.layer_norm);
    return { last_hidden_state: states[states.length - 1], hidden_states: states };
  }
}

export class BartEncoder extends BartStack {
  layers = Array.from(
    { length: this.config.encoder_layers },
    () => new BartEncoderLayer(this.config, this.style),
  );

  forward({ input_ids, attention }: SourceInputs): EncoderOutputs {
    const positions = this.embed_positions.ofInput(input_ids);
    const embeddings = this.normalizeEmbeddings(this.words(input_ids).add(positions));
    return this.outputs(applyLayers(this.layers, embeddings, (layer, x) => layer.forward(x, attention)));
  }
}

export class BartDecoder extends BartStack {
  layers = Array.from(
    { length: this.config.decoder_layers },
    () => new BartDecoderLayer(this.config, this.style),
  );

  forward({ input_ids, position_ids, attention, crossAttention }: TargetInputs): DecoderOutputs {
    const words = this.words(input_ids);
    const positions = this.embed_positions.forward(position_ids);
    const embeddings =
      this.style.normalizesEmbeddings === true
        ? this.normalizeEmbeddings(words.add(positions))
        : this.normalizeEmbeddings(words).add(positions);
    return this.outputs(
      applyLayers(this.layers, embeddings, (layer, x) => layer.forward(x, attention, crossAttention)),
    );
  }
}
