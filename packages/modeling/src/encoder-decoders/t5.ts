/**
 * T5 (https://arxiv.org/abs/1910.10683), its version 1.1 and Flan-T5: no positions, but biases of attention by distance,
 * which all layers share; root mean square normalization before each part; linear layers without biases.
 */
import { ConfiguredModule, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size, tokenId } from '../config.js';
import { normalizedOutputs, type DecoderOutputs } from '../decoder.js';
import type { DecoderAttention } from '../decoder-attention.js';
import { applyLayers, type EncoderInputs, type EncoderOutputs } from '../encoder.js';
import type { CrossAttention, CrossKeyValues, SourceInputs, TargetInputs } from '../encoder-decoder.js';
import { EncoderDecoderModel } from '../encoder-decoder-model.js';
import { EncoderModel } from '../encoder-model.js';
import { activations, type ActivationName } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { Linear } from '../layers/linear.js';
import {
  functionOfDistance,
  relativePositionBucket,
  relativePositions,
} from '../layers/relative-position.js';
import { RMSNorm } from '../layers/rms-norm.js';
import { FusedSourceAttention, splitHeads, type SourceAttention } from '../source-attention.js';

/** The name of an activation function, behind `gated-` where the hidden layer is gated. */
export const feedForward = (initial: string) =>
  v.optional(
    v.pipe(
      v.string(),
      v.check(
        (name) => Object.hasOwn(activations, name.replace(/^gated-/, '')),
        'must be an activation function, or "gated-" and one',
      ),
    ),
    initial,
  );

export const t5Config = v.looseObject({
  model_type: v.string(),
  vocab_size: size(32128),
  d_model: size(512),
  d_kv: size(64),
  d_ff: size(2048),
  num_layers: count(6),
  num_decoder_layers: optionalSize,
  num_heads: size(8),
  relative_attention_num_buckets: size(32),
  relative_attention_max_distance: size(128),
  layer_norm_epsilon: epsilon(1e-6),
  feed_forward_proj: feedForward('relu'),
  decoder_start_token_id: tokenId(0),
  // Version 1.0 scores by its embeddings, and scales what it scores; older files say so by tie_word_embeddings alone.
  tie_word_embeddings: v.optional(v.boolean(), true),
  scale_decoder_outputs: v.optional(v.boolean()),
});
export type T5Config = v.InferOutput<typeof t5Config>;

class T5Attention extends ConfiguredModule<T5Config> {
  private readonly inner = this.config.num_heads * this.config.d_kv;
  q = new Linear(this.config.d_model, this.inner, { bias: false });
  k = new Linear(this.config.d_model, this.inner, { bias: false });
  v = new Linear(this.config.d_model, this.inner, { bias: false });
  o = new Linear(this.inner, this.config.d_model, { bias: false });
  relative_attention_bias?: Embedding;

  /** @param hasBias whether this is the layer that holds the biases of all */
  constructor(config: T5Config, hasBias = false) {
    super(config);
    const { relative_attention_num_buckets, num_heads } = config;
    if (hasBias) this.relative_attention_bias = new Embedding(relative_attention_num_buckets, num_heads);
  }

  // Scores are not scaled: the weights are initialized so that they need not be.
  private get options(): { heads: number; scale: number } {
    return { heads: this.config.num_heads, scale: 1 };
  }

  /** Every token of the encoder sees every other. */
  forward(x: Value, attention: SourceAttention, bias: Value): Value {
    return this.o.forward(attention.attend(...this.project(x), { ...this.options, bias }));
  }

  /** Tokens of the decoder see those before them. */
  causal(x: Value, attention: DecoderAttention, bias: Value): Value {
    return this.o.forward(attention.attend(...this.project(x), { ...this.options, bias }));
  }

  /** Tokens of the decoder see those of the encoder. */
  cross(x: Value, attention: CrossAttention): Value {
    return this.o.forward(attention.attend(this.q.forward(x), this.options));
  }

  /** What {@link cross} reads of the encoder's states. */
  keyValues(states: Value): CrossKeyValues {
    const [key, value] = [this.k, this.v].map((part) => splitHeads(part.forward(states), this.options.heads));
    return { key, value };
  }

  private project(x: Value): [Value, Value, Value] {
    return [this.q.forward(x), this.k.forward(x), this.v.forward(x)];
  }
}

class T5LayerSelfAttention extends ConfiguredModule<T5Config> {
  SelfAttention: T5Attention;
  layer_norm = new RMSNorm(this.config.d_model, this.config.layer_norm_epsilon);

  constructor(config: T5Config, isFirst: boolean) {
    super(config);
    this.SelfAttention = new T5Attention(config, isFirst);
  }

  /** In the encoder. */
  forward(x: Value, attention: SourceAttention, bias: Value): Value {
    return x.add(this.SelfAttention.forward(this.layer_norm.forward(x), attention, bias));
  }

  causal(x: Value, attention: DecoderAttention, bias: Value): Value {
    return x.add(this.SelfAttention.causal(this.layer_norm.forward(x), attention, bias));
  }
}

class T5LayerCrossAttention extends ConfiguredModule<T5Config> {
  EncDecAttention = new T5Attention(this.config);
  layer_norm = new RMSNorm(this.config.d_model, this.config.layer_norm_epsilon);

  forward(x: Value, attention: CrossAttention): Value {
    return x.add(this.EncDecAttention.cross(this.layer_norm.forward(x), attention));
  }
}

class T5Dense extends ConfiguredModule<T5Config> {
  private readonly isGated = this.config.feed_forward_proj.startsWith('gated-');
  wi = this.isGated ? undefined : this.hidden();
  wi_0 = this.isGated ? this.hidden() : undefined;
  wi_1 = this.isGated ? this.hidden() : undefined;
  wo = new Linear(this.config.d_ff, this.config.d_model, { bias: false });

  forward(x: Value): Value {
    const hidden = this.wi
      ? this.activate(this.wi.forward(x))
      : this.activate(this.wi_0!.forward(x)).mul(this.wi_1!.forward(x));
    return this.wo.forward(hidden);
  }

  private activate(x: Value): Value {
    const name = this.config.feed_forward_proj.replace(/^gated-/, '') as ActivationName;
    // The gated one was made with the approximation, whatever its name says.
    return activations[this.isGated && name === 'gelu' ? 'gelu_new' : name](x);
  }

  private hidden(): Linear {
    return new Linear(this.config.d_model, this.config.d_ff, { bias: false });
  }
}

class T5LayerFF extends ConfiguredModule<T5Config> {
  DenseReluDense = new T5Dense(this.config);
  layer_norm = new RMSNorm(this.config.d_model, this.config.layer_norm_epsilon);

  forward(x: Value): Value {
    return x.add(this.DenseReluDense.forward(this.layer_norm.forward(x)));
  }
}

class T5EncoderBlock extends ConfiguredModule<T5Config> {
  layer: [T5LayerSelfAttention, T5LayerFF];

  constructor(config: T5Config, isFirst: boolean) {
    super(config);
    this.layer = [new T5LayerSelfAttention(config, isFirst), new T5LayerFF(config)];
  }

  forward(x: Value, attention: SourceAttention, bias: Value): Value {
    const [self, dense] = this.layer;
    return dense.forward(self.forward(x, attention, bias));
  }
}

class T5DecoderBlock extends ConfiguredModule<T5Config> {
  layer: [T5LayerSelfAttention, T5LayerCrossAttention, T5LayerFF];

  constructor(config: T5Config, isFirst: boolean) {
    super(config);
    const first = new T5LayerSelfAttention(config, isFirst);
    this.layer = [first, new T5LayerCrossAttention(config), new T5LayerFF(config)];
  }

  forward(x: Value, attention: DecoderAttention, bias: Value, crossAttention: CrossAttention): Value {
    const [self, cross, dense] = this.layer;
    return dense.forward(cross.forward(self.causal(x, attention, bias), crossAttention));
  }
}

/** Biases of heads by bucket, for each query and key: `[..., queries, keys, heads]` to `[..., heads, queries, keys]`. */
function biasOf(buckets: Value, { relative_attention_bias }: T5Attention): Value {
  const bias = relative_attention_bias!.forward(buckets);
  return bias.shape.length === 4 ? bias.permute([0, 3, 1, 2]) : bias.permute([2, 0, 1]).unsqueeze(0);
}

class T5Encoder extends ConfiguredModule<T5Config> {
  block = Array.from({ length: this.config.num_layers }, (_, i) => new T5EncoderBlock(this.config, i === 0));
  final_layer_norm = new RMSNorm(this.config.d_model, this.config.layer_norm_epsilon);

  forward(embeddings: Value, attention: SourceAttention): EncoderOutputs {
    const { relative_attention_max_distance: maxDistance, relative_attention_num_buckets: buckets } =
      this.config;
    const bucket = (distance: number): number =>
      relativePositionBucket(distance, { buckets, maxDistance, bidirectional: true });
    const distances = relativePositions(embeddings.graph, bucket, maxDistance);
    const bias = biasOf(distances, this.block[0].layer[0].SelfAttention);
    const states = applyLayers(this.block, embeddings, (block, x) => block.forward(x, attention, bias));
    return normalizedOutputs(states, this.final_layer_norm);
  }
}

class T5Decoder extends ConfiguredModule<T5Config> {
  block: T5DecoderBlock[];
  final_layer_norm = new RMSNorm(this.config.d_model, this.config.layer_norm_epsilon);

  constructor(config: T5Config) {
    super(config);
    const { num_layers, num_decoder_layers } = config;
    const length = num_decoder_layers ?? num_layers;
    this.block = Array.from({ length }, (_, i) => new T5DecoderBlock(config, i === 0));
  }

  forward(embeddings: Value, { position_ids, attention, crossAttention }: TargetInputs): DecoderOutputs {
    const { relative_attention_max_distance: maxDistance, relative_attention_num_buckets: buckets } =
      this.config;
    const bucket = (distance: number): number =>
      relativePositionBucket(distance, { buckets, maxDistance, bidirectional: false });
    const keys = attention.keyPositions().to('int32').unsqueeze(0).unsqueeze(0);
    const distances = functionOfDistance(keys.sub(position_ids.unsqueeze(2)), bucket, maxDistance);
    const bias = biasOf(distances, this.block[0].layer[0].SelfAttention);
    const states = applyLayers(this.block, embeddings, (block, x) =>
      block.forward(x, attention, bias, crossAttention),
    );
    return normalizedOutputs(states, this.final_layer_norm);
  }
}

/** T5 without a head. */
export class T5Model extends EncoderDecoderModel<T5Config> {
  static readonly configSchema = t5Config;
  /** T5 checkpoints have no prefix. */
  static readonly base_model_prefix: string = 'transformer';

  shared = new Embedding(this.config.vocab_size, this.config.d_model);
  encoder = new T5Encoder(this.config);
  decoder = new T5Decoder(this.config);

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  /** Distances have no end. */
  get maxSourceLength(): undefined {
    return undefined;
  }

  get maxLength(): undefined {
    return undefined;
  }

  encode({ input_ids, attention }: SourceInputs): EncoderOutputs {
    return this.encoder.forward(this.shared.forward(input_ids), attention);
  }

  crossKeyValues(states: Value): CrossKeyValues[] {
    return this.decoder.block.map(({ layer: [, cross] }) => cross.EncDecAttention.keyValues(states));
  }

  decode(inputs: TargetInputs): DecoderOutputs {
    return this.decoder.forward(this.shared.forward(inputs.input_ids), inputs);
  }
}

/** The encoder by itself, for heads over its tokens. */
export class T5EncoderModel extends EncoderModel<T5Config> {
  static readonly configSchema = t5Config;
  static readonly base_model_prefix = 'transformer';

  shared = new Embedding(this.config.vocab_size, this.config.d_model);
  encoder = new T5Encoder(this.config);

  forward({ input_ids, attention_mask }: EncoderInputs): EncoderOutputs {
    return this.encoder.forward(this.shared.forward(input_ids), new FusedSourceAttention(attention_mask));
  }
}
