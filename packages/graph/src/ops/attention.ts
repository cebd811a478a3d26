import type { Value } from '../value.js';

/** The lowest float32, which Python's eager attention adds where a key must not be seen. */
const LOWEST = -3.4028234663852886e38;

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
    throw graph.error('MultiHeadAttention', [query, key, value], `the last dimensions must agree and divide by ${heads} heads`);
  }
  return graph.node(
    'MultiHeadAttention',
    [query, key, value, undefined, keyPaddingMask, bias],
    query.type,
    [...query.shape.slice(0, 2), value.shape[2]],
    {
      num_heads: heads,
      mask_filter_value: { float: LOWEST },
      ...(scale === undefined ? {} : { scale: { float: scale } }),
    },
    'com.microsoft',
  );
}
