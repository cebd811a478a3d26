import { Tensor } from '@automodel/core';
import type { Value } from '../value.js';

/** The lowest float32, which Python's eager attention adds where a key must not be seen. */
export const LOWEST_FLOAT32 = -3.4028234663852886e38;

export interface AttentionOptions {
  readonly heads: number;
  /** What scores are multiplied by; 1 / sqrt(head size) if left out. */
  readonly scale?: number;
  /** Nonzero where a key may be seen: int32 `[batch, keys]`. */
  readonly keyPaddingMask?: Value;
  /** Added to the scores: `[1 or batch, 1 or heads, queries, keys]`. */
  readonly bias?: Value;
}

/**
 * Multi-head scaled dot-product attention (https://arxiv.org/abs/1706.03762), by ONNX Runtime's MultiHeadAttention.
 *
 * @param query `[batch, queries, heads * headSize]`
 * @param key `[batch, keys, heads * headSize]`
 * @param value `[batch, keys, heads * headSize]`
 * @returns `[batch, queries, heads * headSize]`
 */
export function multiHeadAttention(query: Value, key: Value, value: Value, options: AttentionOptions): Value {
  const { heads, scale, keyPaddingMask, bias } = options;
  const { graph } = query;
  const hidden = query.shape[2];
  if (typeof hidden !== 'number' || hidden % heads !== 0 || key.shape[2] !== hidden) {
    throw graph.error(
      'MultiHeadAttention',
      [query, key, value],
      `the last dimensions must agree and divide by ${heads} heads`,
    );
  }
  return graph.node(
    'MultiHeadAttention',
    [query, key, value, undefined, keyPaddingMask, bias],
    query.type,
    [...query.shape.slice(0, 2), value.shape[2]],
    {
      num_heads: heads,
      mask_filter_value: { float: LOWEST_FLOAT32 },
      ...(scale === undefined ? {} : { scale: { float: scale } }),
    },
    'com.microsoft',
  );
}

/**
 * Rotary position embedding (https://arxiv.org/abs/2104.09864): the two halves of every head turned by its position's
 * angles.
 *
 * @param x `[batch, sequence, heads * headSize]`
 * @param cos `[sequence, headSize / 2]`; `sin` likewise
 */
export function rotaryEmbedding(x: Value, cos: Value, sin: Value, heads: number): Value {
  const { graph } = x;
  const half = cos.shape[1];
  if (typeof half !== 'number' || x.shape[2] !== 2 * half * heads) {
    throw graph.error('RotaryEmbedding', [x, cos, sin], `the angles do not fit ${heads} heads`);
  }
  const firstPosition = graph.operand(new Tensor('int64', BigInt64Array.of(0n), [1]));
  return graph.node(
    'RotaryEmbedding',
    [x, firstPosition, cos, sin],
    x.type,
    x.shape,
    { num_heads: heads },
    'com.microsoft',
  );
}
