import type { Value } from '../value.js';
import { pad } from './structure.js';

/** Keys and values of the tokens that were computed before, and where new ones go. */
export interface KeyValueCache {
  /** `[batch, keyHeads, capacity, cacheHeadSize(headSize)]`; `value` likewise. */
  readonly key: Value;
  readonly value: Value;
  /** Names of the graph's outputs for both with the new tokens; bound to the inputs' memory they are written in place. */
  readonly presentKey: string;
  readonly presentValue: string;
  /** Index of each row's last new token: int32 `[batch]`. */
  readonly lastPositions: Value;
  /** Length of the longest row with its new tokens: int32 `[1]`. */
  readonly totalLength: Value;
}

export interface CachedAttentionOptions {
  /** Heads of the queries. */
  readonly heads: number;
  /** Heads of the keys and values, each of which serves `heads / keyHeads` heads of queries. */
  readonly keyHeads: number;
  /** What scores are multiplied by; 1 / sqrt(head size) if left out. */
  readonly scale?: number;
  /** How many tokens a token sees, itself included; all if left out. */
  readonly window?: number;
  /** Scores become `softcap * tanh(score / softcap)`. */
  readonly softcap?: number;
  /** Added to the scores: `[1 or batch, 1 or heads, queries, keys]`. */
  readonly bias?: Value;
}

/** The kernel wants heads in eights; smaller ones are filled with zeros, which changes no product. */
export function cacheHeadSize(headSize: number): number {
  return Math.ceil(headSize / 8) * 8;
}

/**
 * Causal attention over a cache that new tokens are appended to, by ONNX Runtime's GroupQueryAttention. Rows of a batch
 * may differ in length; each is filled from the left.
 *
 * @param query `[batch, queries, heads * headSize]`
 * @param key `[batch, queries, keyHeads * headSize]`; `value` likewise
 * @returns `[batch, queries, heads * headSize]`
 */
export function cachedAttention(
  query: Value,
  key: Value,
  value: Value,
  cache: KeyValueCache,
  options: CachedAttentionOptions,
): Value {
  const { graph } = query;
  const { heads, keyHeads, window, softcap, bias } = options;
  const headSize = Number(query.shape[2]) / heads;
  if (
    !Number.isInteger(headSize) ||
    heads % keyHeads !== 0 ||
    [key, value].some(({ shape }) => shape[2] !== keyHeads * headSize)
  ) {
    const reason = `the last dimensions do not divide into ${heads} heads of queries and ${keyHeads} of keys and values`;
    throw graph.error('GroupQueryAttention', [query, key, value], reason);
  }
  const stored = cacheHeadSize(headSize);
  const grow = (x: Value, count: number): Value => resizeHeads(x, count, headSize, stored);
  const present = [cache.key.shape[0], keyHeads, 'present', stored];
  const [attended] = graph.nodes(
    'GroupQueryAttention',
    [
      grow(query, heads),
      grow(key, keyHeads),
      grow(value, keyHeads),
      cache.key,
      cache.value,
      cache.lastPositions,
      cache.totalLength,
      undefined, // cosines and
      undefined, // sines: positions are turned outside
      undefined, // position ids
      bias,
    ],
    [
      { type: query.type, shape: [...query.shape.slice(0, 2), heads * stored] },
      { type: key.type, shape: present, output: cache.presentKey },
      { type: value.type, shape: present, output: cache.presentValue },
    ],
    {
      num_heads: heads,
      kv_num_heads: keyHeads,
      scale: { float: options.scale ?? 1 / Math.sqrt(headSize) },
      ...(window === undefined ? {} : { local_window_size: window }),
      ...(softcap === undefined ? {} : { softcap: { float: softcap } }),
    },
    'com.microsoft',
  );
  return resizeHeads(attended, heads, stored, headSize);
}

/** Heads of another size: cut off, or filled with zeros. */
function resizeHeads(x: Value, heads: number, from: number, to: number): Value {
  if (from === to) return x;
  const [batch, sequence] = x.shape;
  const split = x.reshape([batch, sequence, heads, from]);
  const resized = from < to ? pad(split, 3, to - from) : split.slice(3, 0, to);
  return resized.reshape([batch, sequence, heads * to]);
}
