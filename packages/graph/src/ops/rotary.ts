import { Tensor } from '@automodel/core';
import type { Value } from '../value.js';

/** How rotary embeddings turn the vectors of a head. */
export interface RotaryOptions {
  readonly heads: number;
  /** Rows of the tables: int64 `[batch, sequence]`. If left out, each sequence takes the first rows in their order. */
  readonly rows?: Value;
  /** Whether neighbouring elements are turned together (GPT-J), instead of an element of each half (GPT-NeoX). */
  readonly interleaved?: boolean;
}

/**
 * Rotary position embedding (https://arxiv.org/abs/2104.09864): pairs of elements of every head turned by the angles of
 * their position. Where the tables are shorter than half a head, the rest of the head stays.
 *
 * @param x `[batch, sequence, heads * headSize]`
 * @param cos `[rows, turned / 2]`; `sin` likewise
 */
export function rotaryEmbedding(x: Value, cos: Value, sin: Value, options: RotaryOptions): Value {
  const { graph } = x;
  const { heads, rows, interleaved } = options;
  const [half, hidden] = [cos.shape[1], x.shape[2]];
  const same = String(cos.shape) === String(sin.shape);
  const divides = typeof hidden === 'number' && hidden % heads === 0;
  if (typeof half !== 'number' || !same || !divides || 2 * half > hidden / heads) {
    throw graph.error('RotaryEmbedding', [x, cos, sin], `the angles do not fit ${heads} heads`);
  }
  if (rows && (rows.type !== 'int64' || String(rows.shape) !== String(x.shape.slice(0, 2)))) {
    throw graph.error('RotaryEmbedding', [x, rows], 'rows must be int64 [batch, sequence]');
  }
  const partial = 2 * half < hidden / heads;
  return graph.node(
    'RotaryEmbedding',
    [x, rows ?? graph.constant(new Tensor('int64', [0])), cos, sin],
    x.type,
    x.shape,
    {
      num_heads: heads,
      ...(partial && { rotary_embedding_dim: 2 * half }),
      ...(interleaved && { interleaved: 1 }),
    },
    'com.microsoft',
  );
}
