/**
 * Llama (https://arxiv.org/abs/2302.13971): rotary positions, root mean square normalization before each part, gated
 * feed-forward networks, and heads of queries that share keys and values.
 */
import { Module, type Value } from '@automodel/graph';
import * as v from 'valibot';
import { count, epsilon, optionalSize, size } from '../config.js';
import { normalizedOutputs, type DecoderInputs, type DecoderOutputs } from '../decoder.js';
import { applyLayers } from '../encoder.js';
import { activation, type ActivationName } from '../layers/activation.js';
import { Embedding } from '../layers/embedding.js';
import { GatedMLP } from '../layers/gated-mlp.js';
import { RMSNorm } from '../layers/rms-norm.js';
import { readRope, ropeFields, type RopeConfig } from '../layers/rope-parameters.js';
import { RotaryEmbedding } from '../layers/rotary-embedding.js';
import {
  GroupedQueryAttention,
  type GroupedQueryOptions,
  type GroupedQuerySizes,
  type LayerContext,
} from './grouped-query-attention.js';
import { RotaryDecoderModel } from './rotary-decoder-model.js';

/** The fields that Llama and its kin share. */
export const llamaFields = {
  model_type: v.string(),
  vocab_size: size(32000),
  hidden_size: size(4096),
  intermediate_size: size(11008),
  num_hidden_layers: count(32),
  num_attention_heads: size(32),
  num_key_value_heads: optionalSize,
  head_dim: optionalSize,
  hidden_act: activation('silu'),
  max_position_embeddings: size(2048),
  rms_norm_eps: epsilon(1e-6),
  attention_bias: v.optional(v.boolean(), false),
  mlp_bias: v.optional(v.boolean(), false),
  tie_word_embeddings: v.optional(v.boolean(), false),
  ...ropeFields,
};

/** Fills in sizes that follow from others. */
export function withHeadSizes<
  T extends {
    hidden_size: number;
    num_attention_heads: number;
    num_key_value_heads?: number | null;
    head_dim?: number | null;
  },
>(config: T): T & GroupedQuerySizes {
  const { hidden_size, num_attention_heads: heads } = config;
  return {
    ...config,
    num_key_value_heads: config.num_key_value_heads ?? heads,
    head_dim: config.head_dim ?? Math.floor(hidden_size / heads),
  };
}

export const llamaConfig = v.pipe(v.looseObject(llamaFields), v.transform(withHeadSizes));
export type LlamaConfig = v.InferOutput<typeof llamaConfig>;

/** What Llama's layers and those of its kin need. */
export interface LlamaSizes extends GroupedQuerySizes, RopeConfig {
  readonly vocab_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly hidden_act: ActivationName;
  readonly rms_norm_eps: number;
  readonly mlp_bias?: boolean;
  readonly tie_word_embeddings: boolean;
}

export class LlamaDecoderLayer extends Module {
  self_attn: GroupedQueryAttention;
  mlp: GatedMLP;
  input_layernorm: RMSNorm;
  post_attention_layernorm: RMSNorm;

  /** @param residualScale what the parts are multiplied by before they are added */
  constructor(
    config: LlamaSizes,
    options: GroupedQueryOptions,
    private readonly residualScale = 1,
  ) {
    super();
    const { hidden_size, intermediate_size, hidden_act, mlp_bias, rms_norm_eps } = config;
    this.self_attn = new GroupedQueryAttention(config, options);
    this.mlp = new GatedMLP(hidden_size, intermediate_size, hidden_act, mlp_bias);
    this.input_layernorm = new RMSNorm(hidden_size, rms_norm_eps);
    this.post_attention_layernorm = new RMSNorm(hidden_size, rms_norm_eps);
  }

  forward(x: Value, context: LayerContext): Value {
    const scaled = (part: Value): Value => (this.residualScale === 1 ? part : part.mul(this.residualScale));
    x = x.add(scaled(this.self_attn.forward(this.input_layernorm.forward(x), context)));
    return x.add(scaled(this.mlp.forward(this.post_attention_layernorm.forward(x))));
  }
}

/** A layer of Llama or its kin. */
export interface LlamaLikeLayer extends Module {
  forward(x: Value, context: LayerContext): Value;
}

/** A decoder built as Llama; its kin say in what their layers differ. */
export abstract class LlamaLikeModel<Config extends LlamaSizes> extends RotaryDecoderModel<Config> {
  static readonly base_model_prefix: string = 'model';

  embed_tokens = new Embedding(this.config.vocab_size, this.config.hidden_size);
  layers: LlamaLikeLayer[] = Array.from({ length: this.config.num_hidden_layers }, (_, index) =>
    this.makeLayer(index),
  );
  norm: RMSNorm = this.makeNorm();
  readonly rotary_emb = this.makeRotaryEmbedding();

  get vocabSize(): number {
    return this.config.vocab_size;
  }

  forward({ input_ids, position_ids, attention }: DecoderInputs): DecoderOutputs {
    const angles = this.rotary_emb.forward(position_ids);
    const states = applyLayers(this.layers, this.embed(input_ids), (layer, x) =>
      layer.forward(x, { attention, angles }),
    );
    return normalizedOutputs(states, this.norm);
  }

  protected embed(ids: Value): Value {
    return this.embed_tokens.forward(ids);
  }

  protected abstract makeLayer(index: number): LlamaLikeLayer;

  protected makeNorm(): RMSNorm {
    return new RMSNorm(this.config.hidden_size, this.config.rms_norm_eps);
  }

  protected makeRotaryEmbedding(): RotaryEmbedding {
    const { head_dim, max_position_embeddings } = this.config;
    return new RotaryEmbedding(readRope(this.config), head_dim, max_position_embeddings);
  }
}

export class LlamaModel extends LlamaLikeModel<LlamaConfig> {
  static readonly configSchema = llamaConfig;

  protected makeLayer(): LlamaDecoderLayer {
    const { attention_bias: bias } = this.config;
    return new LlamaDecoderLayer(this.config, { bias, outputBias: bias });
  }
}
