/** Qwen3 (https://arxiv.org/abs/2505.09388): Qwen2 without biases, every head of queries and keys normalized. */
import * as v from 'valibot';
import { optionalSize } from '../config.js';
import { LlamaDecoderLayer, LlamaLikeModel, withHeadSizes } from './llama.js';
import { qwenFields, qwenWindow } from './qwen2.js';

export const qwen3Config = v.pipe(
  v.looseObject({ ...qwenFields, head_dim: v.optional(optionalSize, 128) }),
  v.transform(withHeadSizes),
);
export type Qwen3Config = v.InferOutput<typeof qwen3Config>;

export class Qwen3Model extends LlamaLikeModel<Qwen3Config> {
  static readonly configSchema = qwen3Config;

  protected makeLayer(index: number): LlamaDecoderLayer {
    const { attention_bias: bias, rms_norm_eps: epsilon } = this.config;
    return new LlamaDecoderLayer(this.config, {
      bias,
      outputBias: bias,
      window: qwenWindow(this.config, index),
      norm: { over: 'head', epsilon },
    });
  }
}
