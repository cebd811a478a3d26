import { broadcast, type Dim } from '../shape.js';
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
 * @param key `[batch, keys, heads * headSize]`, or by heads, `[batch, heads, keys, headSize]`
 * @param value likewise
 * @returns `[batch, queries, heads * headSize]`
 */
export function multiHeadAttention(query: Value, key: Value, value: Value, options: AttentionOptions): Value {
  const { heads, scale, keyPaddingMask, bias } = options;
  const { graph } = query;
  const [batch, queries, hidden] = query.shape;
  const refuse = (operands: Value[], reason: string): never => {
    throw graph.error('MultiHeadAttention', operands, reason);
  };
  const headSize = Number(hidden) / heads;
  if (query.shape.length !== 3 || !Number.isInteger(headSize) || widthOf(key, heads) !== hidden) {
    refuse([query, key, value], `the last dimensions must agree and divide by ${heads} heads`);
  }
  const width = widthOf(value, heads);
  if (width === undefined || value.shape.length !== key.shape.length) {
    refuse([query, key, value], `keys and values must be laid out alike and divide by ${heads} heads`);
  }
  const keys = key.shape.at(key.shape.length === 4 ? 2 : 1)!;
  if (value.shape.at(value.shape.length === 4 ? 2 : 1) !== keys) {
    refuse([query, key, value], 'there must be as many values as keys');
  }
  if (
    keyPaddingMask &&
    (keyPaddingMask.type !== 'int32' || String(keyPaddingMask.shape) !== `${batch},${keys}`)
  ) {
    refuse([query, key, value, keyPaddingMask], 'the padding mask must be int32 [batch, keys]');
  }
  const scores = [batch, heads, queries, keys];
  if (bias && (bias.shape.length !== 4 || String(broadcast(bias.shape, scores)) !== String(scores))) {
    refuse([query, key, value, bias], 'the bias must be [1 or batch, 1 or heads, queries, keys]');
  }
  return graph.node(
    'MultiHeadAttention',
    [query, key, value, undefined, keyPaddingMask, bias],
    query.type,
    [...query.shape.slice(0, 2), width!],
    {
      num_heads: heads,
      mask_filter_value: { float: LOWEST_FLOAT32 },
      ...(scale === undefined ? {} : { scale: { float: scale } }),
    },
    'com.microsoft',
  );
}

/** Elements of all heads together; undefined if the shape does not have so many heads. */
function widthOf({ shape }: Value, heads: number): Dim | undefined {
  if (shape.length === 4) return shape[1] === heads ? heads * Number(shape[3]) : undefined;
  const [, , size] = shape;
  return shape.length === 3 && typeof size === 'number' && size % heads === 0 ? size : undefined;
}
