import { softmax, Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { compute } from '../../test/compute.js';
import { GraphError } from '../errors.js';
import { Graph } from '../graph.js';
import { cachedAttention, cacheHeadSize, type CachedAttentionOptions } from './cached-attention.js';

const CAPACITY = 12;
type Vectors = number[][];

/** Vectors of one row's tokens, `[tokens][width]`. */
function vectors(tokens: number, width: number, seed: number): Vectors {
  return Array.from({ length: tokens }, (_, t) =>
    Array.from({ length: width }, (_, i) => Math.sin(seed + 3.7 * t + 1.3 * i) * 1.5),
  );
}

/** Causal attention as its formula says it. */
function plainAttention(
  q: Vectors,
  k: Vectors,
  v: Vectors,
  options: CachedAttentionOptions,
  slopes?: number[],
): Vectors {
  const { heads, keyHeads, window = Infinity, softcap } = options;
  const size = q[0].length / heads;
  const scale = options.scale ?? 1 / Math.sqrt(size);
  const part = (x: number[], head: number): number[] => x.slice(head * size, (head + 1) * size);
  return q.map((query, t) =>
    Array.from({ length: heads }, (_, head) => {
      const group = Math.floor(head / (heads / keyHeads));
      const first = Math.max(0, t - window + 1);
      const seen = k.slice(first, t + 1).map((key, i) => {
        const score =
          scale * part(query, head).reduce((sum, x, j) => sum + x * part(key, group)[j], 0) +
          (slopes ? slopes[head] * (first + i) : 0);
        return softcap === undefined ? score : softcap * Math.tanh(score / softcap);
      });
      const weights = softmax(seen);
      return Array.from({ length: size }, (_, j) =>
        v.slice(first, t + 1).reduce((sum, value, i) => sum + weights[i] * part(value, group)[j], 0),
      );
    }).flat(),
  );
}

/** Rows side by side, filled up behind: `[rows, longest, width]`. */
function stack(rows: Vectors[], width: number): Tensor<'float32'> {
  const longest = Math.max(...rows.map(({ length }) => length));
  const filled = rows.map((row) => [
    ...row.flat(),
    ...new Array<number>((longest - row.length) * width).fill(0),
  ]);
  return new Tensor('float32', filled.flat(), [rows.length, longest, width]);
}

describe('cachedAttention', () => {
  it.each<[string, Partial<CachedAttentionOptions> & { size?: number; slopes?: number[] }]>([
    ['as many heads of keys as of queries', { keyHeads: 4 }],
    ['heads that share keys and values', {}],
    ['heads that the kernel does not have', { size: 5 }],
    ['a window', { window: 3 }],
    ['a scale of its own', { scale: 0.9 }],
    ['scores that are capped', { softcap: 1.5 }],
    ['scores that grow along the keys', { slopes: [0.5, 0.25, 0.125, 0.0625] }],
  ])('appends to rows of different lengths: %s', async (_, { size = 8, slopes, ...given }) => {
    const options = { heads: 4, keyHeads: 2, ...given };
    const [width, keyWidth] = [4 * size, options.keyHeads * size];
    const graph = new Graph();
    const input = (name: string, last: number): ReturnType<Graph['input']> =>
      graph.input(name, 'float32', ['batch', 'sequence', last]);
    const stored = cacheHeadSize(size);
    const past = (name: string): ReturnType<Graph['input']> =>
      graph.input(name, 'float32', ['batch', options.keyHeads, 'capacity', stored]);
    const cache = {
      key: past('past.key'),
      value: past('past.value'),
      presentKey: 'present.key',
      presentValue: 'present.value',
      lastPositions: graph.input('last_positions', 'int32', ['batch']),
      totalLength: graph.input('total_length', 'int32', [1]),
    };
    const bias = slopes && graph.input('bias', 'float32', [1, 4, 'queries', 'keys']);
    const [q, k, v] = [input('q', width), input('k', keyWidth), input('v', keyWidth)];
    graph.output('y', cachedAttention(q, k, v, cache, { ...options, bias }));

    const lengths = [6, 2];
    const all = lengths.map((length, row) => ({
      q: vectors(length + 1, width, row),
      k: vectors(length + 1, keyWidth, row + 10),
      v: vectors(length + 1, keyWidth, row + 20),
    }));
    const run = async (from: number[], to: number[], caches: Tensor[]): Promise<Record<string, Tensor>> => {
      const rows = (name: 'q' | 'k' | 'v', last: number): Tensor =>
        stack(
          all.map((row, i) => row[name].slice(from[i], to[i])),
          last,
        );
      const total = Math.max(...to);
      const queries = total - Math.max(...from);
      const perKey = Float32Array.from({ length: 4 * queries * total }, (_, i) => {
        return (slopes?.[Math.floor(i / (queries * total))] ?? 0) * (i % total);
      });
      return compute(graph, {
        feeds: {
          q: rows('q', width),
          k: rows('k', keyWidth),
          v: rows('v', keyWidth),
          'past.key': caches[0],
          'past.value': caches[1],
          last_positions: new Tensor(
            'int32',
            to.map((length) => length - 1),
            [2],
          ),
          total_length: new Tensor('int32', [total], [1]),
          ...(slopes && { bias: new Tensor('float32', perKey, [1, 4, queries, total]) }),
        },
      });
    };
    const empty = new Tensor('float32', new Float32Array(2 * options.keyHeads * CAPACITY * stored), [
      2,
      options.keyHeads,
      CAPACITY,
      stored,
    ]);
    const first = await run([0, 0], lengths, [empty, empty]);
    const second = await run(
      lengths,
      lengths.map((length) => length + 1),
      [first['present.key'], first['present.value']],
    );
    const ofFirst = first['y'].tolist() as number[][][];
    const ofSecond = second['y'].tolist() as number[][][];
    all.forEach((row, i) => {
      const expected = plainAttention(row.q, row.k, row.v, options, slopes);
      const actual = [...ofFirst[i].slice(0, lengths[i]), ofSecond[i][0]];
      actual.flat().forEach((x, j) => {
        expect(x).toBeCloseTo(expected.flat()[j], 5);
      });
    });
  });

  it('refuses vectors that do not divide into heads', () => {
    const graph = new Graph();
    const [q, k] = [graph.input('q', 'float32', [1, 2, 12]), graph.input('k', 'float32', [1, 2, 8])];
    const ids = graph.input('ids', 'int32', [1]);
    const cache = {
      key: k,
      value: k,
      presentKey: 'a',
      presentValue: 'b',
      lastPositions: ids,
      totalLength: ids,
    };
    const attend = (heads: number, keyHeads: number) => () =>
      cachedAttention(q, k, k, cache, { heads, keyHeads });
    for (const attempt of [attend(5, 1), attend(3, 2), attend(4, 4)]) {
      expect(attempt).toThrow(GraphError);
      expect(attempt).toThrow('do not divide into');
    }
  });
});
