/** Qwen2 (https://arxiv.org/abs/2407.10671): Llama with biases for queries, keys and values; upper layers may see a window. */
import * as v from 'valibot';
import { count, size } from '../config.js';
import { layerTypeOf, layerTypes, slidingWindow, type LayerType } from './layer-types.js';
import { LlamaDecoderLayer, llamaFields, LlamaLikeModel, withHeadSizes } from './llama.js';

/** The fields that the generations of Qwen share. */
export const qwenFields = {
  ...llamaFields,
  vocab_size: size(151936),
  intermediate_size: size(22016),
  max_position_embeddings: size(32768),
  use_sliding_window: v.optional(v.boolean(), false),
  sliding_window: slidingWindow,
  // Layers from this one on see a window.
  max_window_layers: count(28),
  layer_types: layerTypes,
};
export const qwen2Config = v.pipe(v.looseObject(qwenFields), v.transform(withHeadSizes));
export type Qwen2Config = v.InferOutput<typeof qwen2Config>;

/** What layer `index` of a Qwen sees: a number of tokens, or all. */
export function qwenWindow(
  config: {
    use_sliding_window: boolean;
    sliding_window?: number | null;
    max_window_layers: number;
    num_hidden_layers: number;
    layer_types?: readonly LayerType[] | null;
  },
  index: number,
): number | undefined {
  const window = config.use_sliding_window ? (config.sliding_window ?? undefined) : undefined;
  const isUpper = window !== undefined && index >= config.max_window_layers;
  const type = layerTypeOf(config, index, isUpper ? 'sliding_attention' : 'full_attention');
  return type === 'sliding_attention' ? window : undefined;
}

export class Qwen2Model extends LlamaLikeModel<Qwen2Config> {
  static readonly configSchema = qwen2Config;

  protected makeLayer(index: number): LlamaDecoderLayer {
    return new LlamaDecoderLayer(this.config, { bias: true, window: qwenWindow(this.config, index) });
  }
}
