/** SmolLM3 (https://huggingface.co/blog/smollm3): Llama in which every fourth layer knows no positions. */
import { type Value } from '@automodel/graph';
import * as v from 'valibot';
import { optionalSize, size } from '../config.js';
import { layerTypeOf, layerTypes, slidingWindow } from './layer-types.js';
import { LlamaDecoderLayer, llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';
import type { LayerContext } from './grouped-query-attention.js';

export const smolLM3Config = v.pipe(
  v.looseObject({
    ...llamaFields,
    vocab_size: size(128256),
    hidden_size: size(2048),
    num_hidden_layers: size(36),
    num_attention_heads: size(16),
    num_key_value_heads: v.optional(optionalSize, 4),
    max_position_embeddings: size(32768),
    rope_theta: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(1))), 2_000_000),
    use_sliding_window: v.optional(v.boolean(), false),
    sliding_window: slidingWindow,
    // 1 for each layer that knows positions, 0 for the others.
    no_rope_layers: v.optional(v.nullable(v.array(v.number()))),
    no_rope_layer_interval: size(4),
    layer_types: layerTypes,
    tie_word_embeddings: v.optional(v.boolean(), true),
  }),
  v.transform(withHeadSizes),
);
export type SmolLM3Config = v.InferOutput<typeof smolLM3Config>;

class SmolLM3DecoderLayer extends LlamaDecoderLayer {
  constructor(
    config: SmolLM3Config,
    private readonly hasPositions: boolean,
    window: number | undefined,
  ) {
    const { attention_bias: bias } = config;
    super(config, { bias, outputBias: bias, window });
  }

  override forward(x: Value, { attention, angles }: LayerContext): Value {
    return super.forward(x, this.hasPositions ? { attention, angles } : { attention });
  }
}

export class SmolLM3Model extends LlamaLikeModel<SmolLM3Config> {
  static readonly configSchema = smolLM3Config;

  protected makeLayer(index: number): LlamaDecoderLayer {
    const { no_rope_layers, no_rope_layer_interval, use_sliding_window } = this.config;
    const hasPositions = Boolean(no_rope_layers?.[index] ?? (index + 1) % no_rope_layer_interval);
    const window = use_sliding_window ? (this.config.sliding_window ?? undefined) : undefined;
    const isWindowed = window !== undefined && !hasPositions;
    const type = layerTypeOf(this.config, index, isWindowed ? 'sliding_attention' : 'full_attention');
    const seen = type === 'sliding_attention' ? window : undefined;
    return new SmolLM3DecoderLayer(this.config, hasPositions, seen);
  }
}
