/**
 * DeBERTa v2 and v3 (https://arxiv.org/abs/2006.03654): attention scores are sums of content to content, content to
 * position and position to content, where positions are relative and those far away share buckets.
 */
import {
  arange,
  ConfiguredModule,
  conv1d,
  Module,
  multiHeadAttention,
  Parameter,
  type Value,
} from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, size } from '../config.js';
import type { EncoderInputs, EncoderOutputs } from '../encoder.js';
import { EncoderModel } from '../encoder-model.js';
import { activation, activations } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { LayerNorm } from '../layers/layer-norm.js';
import { Linear } from '../layers/linear.js';
import { relativePositions } from '../layers/relative-position.js';
import { BertIntermediate, BertOutput } from './bert.js';

/** `"p2c|c2p"` in older files, a list in newer ones. */
const terms = <const T extends readonly [string, ...string[]]>(names: T) =>
  v.pipe(
    v.union([v.string(), v.array(v.string())]),
    v.transform((value) => (typeof value === 'string' ? value.toLowerCase().split('|') : value)),
    v.array(v.pipe(v.string(), v.trim(), v.picklist(names))),
  );

const whole = (initial: number) => v.optional(v.pipe(v.number(), v.safeInteger()), initial);

export const debertaV2Config = v.looseObject({
  model_type: v.string(),
  vocab_size: size(128100),
  hidden_size: size(1536),
  embedding_size: v.optional(size(1536).wrapped),
  num_hidden_layers: count(24),
  num_attention_heads: size(24),
  intermediate_size: size(6144),
  hidden_act: activation('gelu'),
  max_position_embeddings: size(512),
  type_vocab_size: count(0),
  layer_norm_eps: epsilon(1e-7),
  relative_attention: v.optional(v.boolean(), false),
  max_relative_positions: whole(-1),
  position_buckets: whole(-1),
  position_biased_input: v.optional(v.boolean(), true),
  pos_att_type: v.optional(v.nullable(terms(['p2c', 'c2p'])), null),
  share_att_key: v.optional(v.boolean(), false),
  norm_rel_ebd: v.optional(terms(['none', 'layer_norm']), ['none']),
  conv_kernel_size: count(0),
  conv_groups: size(1),
  conv_act: activation('tanh'),
  // Of the layer that a text's first vector passes before it is classified.
  pooler_hidden_act: activation('gelu'),
  legacy: v.optional(v.boolean(), true),
});
export type DebertaV2Config = v.InferOutput<typeof debertaV2Config>;

/** Distances that have an index of their own, and the number of indices on either side of zero. */
function relativeSizes(config: DebertaV2Config): { maxDistance: number; span: number } {
  const maxDistance =
    config.max_relative_positions < 1 ? config.max_position_embeddings : config.max_relative_positions;
  return { maxDistance, span: config.position_buckets > 0 ? config.position_buckets : maxDistance };
}

/**
 * The signed bucket of a distance: near distances have their own, far ones share them logarithmically.
 *
 * @param distance position of the query minus position of the key
 */
export function logBucket(distance: number, buckets: number, maxDistance: number): number {
  if (buckets <= 0) return distance;
  const middle = Math.trunc(buckets / 2);
  const n = Math.abs(distance) < middle ? middle - 1 : Math.abs(distance);
  if (n <= middle) return distance;
  const log = (x: number): number => Math.fround(Math.log(Math.fround(x)));
  const ratio = Math.fround(log(n / middle) / log((maxDistance - 1) / middle));
  return Math.sign(distance) * (Math.ceil(Math.fround(ratio * (middle - 1))) + middle);
}

/** What all layers share: relative positions as embeddings and as indices into them. */
interface RelativeAttention {
  /** `[2 * span, hidden]` */
  readonly embeddings: Value;
  /** int32 `[queries, keys]` */
  readonly contentToPosition: Value;
  /** int32 `[keys, queries]` */
  readonly positionToContent: Value;
}

class DisentangledSelfAttention extends ConfiguredModule<DebertaV2Config> {
  query_proj = new Linear(this.config.hidden_size, this.config.hidden_size);
  key_proj = new Linear(this.config.hidden_size, this.config.hidden_size);
  value_proj = new Linear(this.config.hidden_size, this.config.hidden_size);
  pos_key_proj = this.positionProjection('c2p');
  pos_query_proj = this.positionProjection('p2c');

  forward(x: Value, attentionMask: Value | undefined, relative?: RelativeAttention): Value {
    const [query, key, value] = [
      this.query_proj.forward(x),
      this.key_proj.forward(x),
      this.value_proj.forward(x),
    ];
    return multiHeadAttention(query, key, value, {
      heads: this.config.num_attention_heads,
      scale: this.scale,
      keyPaddingMask: attentionMask,
      bias: relative && this.positionBias(query, key, relative),
    });
  }

  /** Scores of content against position, `[batch, heads, queries, keys]`. */
  private positionBias(query: Value, key: Value, relative: RelativeAttention): Value | undefined {
    const { embeddings, contentToPosition, positionToContent } = relative;
    const scores: Value[] = [];
    if (this.uses('c2p')) {
      const positions = (this.pos_key_proj ?? this.key_proj).forward(embeddings);
      scores.push(this.scoresAt(query, positions, contentToPosition));
    }
    if (this.uses('p2c')) {
      const positions = (this.pos_query_proj ?? this.query_proj).forward(embeddings);
      scores.push(this.scoresAt(key, positions, positionToContent).transpose(-1, -2));
    }
    return scores.length === 0 ? undefined : scores.reduce((sum, score) => sum.add(score)).mul(this.scale);
  }

  /** The scores of every token against the position that `indices` names for it and every other token. */
  private scoresAt(content: Value, positions: Value, indices: Value): Value {
    const { num_attention_heads: heads, hidden_size } = this.config;
    const headSize = hidden_size / heads;
    const [batch, sequence] = content.shape;
    const contentHeads = content.reshape([batch, sequence, heads, headSize]).permute([0, 2, 1, 3]); // [B, H, T, D]
    const positionHeads = positions.reshape([-1, heads, headSize]).permute([1, 2, 0]); // [H, D, 2 * span]
    const scores = contentHeads.matmul(positionHeads); // [B, H, T, 2 * span]
    return scores.gatherElements(indices.expand([batch, heads, sequence, sequence]), -1);
  }

  private get scale(): number {
    const { hidden_size, num_attention_heads, pos_att_type } = this.config;
    const summands = 1 + new Set(pos_att_type).size;
    return 1 / Math.sqrt((hidden_size / num_attention_heads) * summands);
  }

  private uses(term: 'c2p' | 'p2c'): boolean {
    return this.config.pos_att_type?.includes(term) ?? false;
  }

  private positionProjection(term: 'c2p' | 'p2c'): Linear | undefined {
    const { relative_attention, share_att_key, hidden_size } = this.config;
    return relative_attention && !share_att_key && this.uses(term)
      ? new Linear(hidden_size, hidden_size)
      : undefined;
  }
}

class DebertaV2Attention extends ConfiguredModule<DebertaV2Config> {
  self = new DisentangledSelfAttention(this.config);
  output = new BertOutput(this.config.hidden_size, this.config);

  forward(x: Value, attentionMask: Value | undefined, relative?: RelativeAttention): Value {
    return this.output.forward(this.self.forward(x, attentionMask, relative), x);
  }
}

class DebertaV2Layer extends ConfiguredModule<DebertaV2Config> {
  attention = new DebertaV2Attention(this.config);
  intermediate = new BertIntermediate(this.config);
  output = new BertOutput(this.config.intermediate_size, this.config);

  forward(x: Value, attentionMask: Value | undefined, relative?: RelativeAttention): Value {
    x = this.attention.forward(x, attentionMask, relative);
    return this.output.forward(this.intermediate.forward(x), x);
  }
}

/** A convolution's weights, as `torch.nn.Conv1d`. */
class Conv1d extends Module {
  weight: Parameter;
  bias: Parameter;

  constructor(
    channels: number,
    private readonly kernel: number,
    private readonly groups: number,
  ) {
    super();
    this.weight = new Parameter([channels, channels / groups, kernel]);
    this.bias = new Parameter([channels]);
  }

  forward(x: Value): Value {
    return conv1d(x, this.weight, this.bias, Math.floor((this.kernel - 1) / 2), this.groups);
  }
}

/** Zero where padding is; the mask is float32 `[batch, sequence, 1]`. */
function masked(x: Value, mask: Value | undefined): Value {
  return mask ? x.mul(mask) : x;
}

/** A convolution over neighbouring tokens beside the first layer. */
class ConvLayer extends ConfiguredModule<DebertaV2Config> {
  conv = new Conv1d(this.config.hidden_size, this.config.conv_kernel_size, this.config.conv_groups);
  LayerNorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  forward(x: Value, residual: Value, mask: Value | undefined): Value {
    const convolved = masked(this.conv.forward(x.transpose(1, 2)).transpose(1, 2), mask);
    const activated = activations[this.config.conv_act](convolved);
    return masked(this.LayerNorm.forward(residual.add(activated)), mask);
  }
}

class DebertaV2Embeddings extends ConfiguredModule<DebertaV2Config> {
  private readonly dimensions = this.config.embedding_size ?? this.config.hidden_size;
  word_embeddings = new Embedding(this.config.vocab_size, this.dimensions);
  position_embeddings = this.config.position_biased_input
    ? new Embedding(this.config.max_position_embeddings, this.dimensions)
    : undefined;
  token_type_embeddings =
    this.config.type_vocab_size > 0 ? new Embedding(this.config.type_vocab_size, this.dimensions) : undefined;
  embed_proj =
    this.dimensions === this.config.hidden_size
      ? undefined
      : new Linear(this.dimensions, this.config.hidden_size, { bias: false });
  LayerNorm = new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps);

  /** @param mask float32 `[batch, sequence, 1]` */
  forward({ input_ids, token_type_ids }: EncoderInputs, mask: Value | undefined): Value {
    let x = this.word_embeddings.forward(input_ids);
    if (this.position_embeddings) {
      x = x.add(this.position_embeddings.forward(arange(input_ids.graph, 'sequence')));
    }
    if (this.token_type_embeddings) x = x.add(this.token_type_embeddings.forward(token_type_ids!));
    if (this.embed_proj) x = this.embed_proj.forward(x);
    return masked(this.LayerNorm.forward(x), mask);
  }
}

class DebertaV2Encoder extends ConfiguredModule<DebertaV2Config> {
  layer = Array.from({ length: this.config.num_hidden_layers }, () => new DebertaV2Layer(this.config));
  rel_embeddings = this.config.relative_attention
    ? new Embedding(2 * relativeSizes(this.config).span, this.config.hidden_size)
    : undefined;
  LayerNorm = this.config.norm_rel_ebd.includes('layer_norm')
    ? new LayerNorm(this.config.hidden_size, this.config.layer_norm_eps)
    : undefined;
  conv = this.config.conv_kernel_size > 0 ? new ConvLayer(this.config) : undefined;

  forward(embeddings: Value, attentionMask: Value | undefined, mask: Value | undefined): Value[] {
    const relative = this.rel_embeddings && this.relativeAttention(this.rel_embeddings, embeddings);
    const hiddenStates = [embeddings];
    this.layer.forEach((layer, i) => {
      let x = layer.forward(hiddenStates[i], attentionMask, relative);
      if (i === 0 && this.conv) x = this.conv.forward(embeddings, x, mask);
      hiddenStates.push(x);
    });
    return hiddenStates;
  }

  private relativeAttention(table: Embedding, { graph }: Value): RelativeAttention {
    const { maxDistance, span } = relativeSizes(this.config);
    const index = (sign: number, distance: number): number => {
      const bucket = sign * logBucket(distance, this.config.position_buckets, maxDistance);
      return Math.min(Math.max(bucket + span, 0), 2 * span - 1);
    };
    const embeddings = graph.operand(table.weight);
    return {
      embeddings: this.LayerNorm?.forward(embeddings) ?? embeddings,
      // relativePositions() counts from the query to the key, DeBERTa from the key to the query.
      contentToPosition: relativePositions(graph, (d) => index(1, -d), maxDistance),
      positionToContent: relativePositions(graph, (d) => index(-1, -d), maxDistance),
    };
  }
}

/** The DeBERTa v2 encoder without a head. */
export class DebertaV2Model extends EncoderModel<DebertaV2Config> {
  static readonly configSchema = debertaV2Config;
  static readonly base_model_prefix = 'deberta';

  embeddings = new DebertaV2Embeddings(this.config);
  encoder = new DebertaV2Encoder(this.config);

  override get maxLength(): number | undefined {
    return this.config.position_biased_input ? this.config.max_position_embeddings : undefined;
  }

  forward(inputs: EncoderInputs): EncoderOutputs {
    const mask = inputs.attention_mask?.to('float32').unsqueeze(-1);
    const hidden_states = this.encoder.forward(
      this.embeddings.forward(inputs, mask),
      inputs.attention_mask,
      mask,
    );
    return { last_hidden_state: hidden_states[hidden_states.length - 1], hidden_states };
  }
}
