import { describe, expect, it } from 'vitest';
import { softmax, Tensor } from '@automodel/core';
import { compute, evaluate, float, rounded } from '../../test/compute.js';
import { GraphError } from '../errors.js';
import { Graph } from '../graph.js';
import type { Value } from '../value.js';
import { gelu, geluTanh, mish, quickGelu, silu } from './activations.js';
import { multiHeadAttention } from './attention.js';
import { conv1d, linear, linearInPlace } from './linear.js';
import { layerNorm, rmsNorm } from './normalization.js';
import { arange, concat, pad } from './structure.js';

describe('activations', () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

  it.each<[string, (x: Value) => Value, (x: number) => number]>([
    // Φ(1) = 0.841345, Φ(-1) = 0.158655, Φ(2) = 0.977250
    ['gelu', gelu, (x) => x * ({ '-1': 0.1586553, '0': 0.5, '1': 0.8413447, '2': 0.9772499 }[x] ?? NaN)],
    [
      'geluTanh',
      geluTanh,
      (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    ],
    ['quickGelu', quickGelu, (x) => x * sigmoid(1.702 * x)],
    ['silu', silu, (x) => x * sigmoid(x)],
    ['mish', mish, (x) => x * Math.tanh(Math.log1p(Math.exp(x)))],
  ])('%s', async (_, f, expected) => {
    const x = [-1, 0, 1, 2];
    const y = await evaluate(f, float(x));
    y.data.forEach((value: number | bigint, i: number) => {
      expect(value).toBeCloseTo(expected(x[i]), 5);
    });
  });
});

describe('linear', () => {
  const weight = float([1, 2, 3, 4, 5, 6], [3, 2]);

  it('is x Wᵀ + b', async () => {
    const y = await evaluate((x) => linear(x, weight, float([10, 20, 30])), float([1, 1], [1, 2]));
    expect(y.tolist()).toEqual([[13, 27, 41]]);
  });

  it('needs no bias, and refuses a weight of another width', async () => {
    const y = await evaluate((x) => linear(x, weight), float([1, 0], [1, 1, 2]));
    expect(y.tolist()).toEqual([[[1, 3, 5]]]);
    const x = new Graph().input('x', 'float32', [1, 3]);
    expect(() => linear(x, weight)).toThrow("Linear([1,3], [3,2]): the input's last dimension");
  });
});

describe('linearInPlace', () => {
  const weight = float([1, 2, 3, 4, 5, 6], [3, 2]);

  it('is linear, for rows', async () => {
    const x = float([1, 1, 1, 0], [2, 2]);
    const bias = float([10, 20, 30]);
    expect((await evaluate((rows) => linearInPlace(rows, weight), x)).tolist()).toEqual([
      [3, 7, 11],
      [1, 3, 5],
    ]);
    expect(await evaluate((rows) => linearInPlace(rows, weight, bias), x)).toEqual(
      await evaluate((rows) => linear(rows, weight, bias), x),
    );
  });

  it('refuses what is no rows of that width', () => {
    const input = (...shape: number[]): Value => new Graph().input('x', 'float32', shape);
    expect(() => linearInPlace(input(2, 3), weight)).toThrow(
      /Linear\(\[2,3\], \[3,2\]\): there must be rows/,
    );
    expect(() => linearInPlace(input(1, 2, 2), weight)).toThrow(/there must be rows/);
  });
});

describe('element types', () => {
  it('of linear must agree', () => {
    const x = new Graph().input('x', 'int32', [1, 2]);
    expect(() => linear(x, float([1, 2], [1, 2]))).toThrow(
      'Linear([1,2], [1,2]): int32 and float32 have no product',
    );
  });
});

describe('conv1d', () => {
  it('sums over a window, with zeros outside', async () => {
    const y = await evaluate(
      (x) => conv1d(x, float([1, 1, 1], [1, 1, 3]), float([0.5]), 1, 1),
      float([1, 2, 3], [1, 1, 3]),
    );
    expect(y.tolist()).toEqual([[[3.5, 6.5, 5.5]]]);
  });

  it('convolves every group by itself', async () => {
    const y = await evaluate(
      (x) => conv1d(x, float([2, 3], [2, 1, 1]), float([0, 0]), 0, 2),
      float([1, 2, 3, 4], [1, 2, 2]),
    );
    expect(y.tolist()).toEqual([
      [
        [2, 4],
        [9, 12],
      ],
    ]);
  });

  it('refuses a padding that changes the length', () => {
    const x = new Graph().input('x', 'float32', [1, 1, 3]);
    expect(() => conv1d(x, float([1, 1, 1], [1, 1, 3]), float([0]), 0, 1)).toThrow(
      'a padding of 0 and 1 groups',
    );
  });
});

describe('layerNorm', () => {
  it('brings rows to mean 0 and variance 1, then scales and shifts', async () => {
    const y = await evaluate(
      (x) => layerNorm(x, float([1, 2]), float([0, 5]), 0),
      float([1, 3, -4, 4], [2, 2]),
    );
    expect(rounded(y)).toEqual([
      [-1, 7],
      [-1, 7],
    ]);
  });

  it('needs no bias, and refuses a weight of another length', async () => {
    const y = await evaluate((x) => layerNorm(x, float([1, 1]), undefined, 0), float([1, 3], [1, 2]));
    expect(rounded(y)).toEqual([[-1, 1]]);
    const x = new Graph().input('x', 'float32', ['batch', 2]);
    expect(() => layerNorm(x, float([1]), undefined, 0)).toThrow('LayerNormalization([batch,2], [1])');
    expect(() => layerNorm(x, float([1, 1]), float([1]), 0)).toThrow('LayerNormalization([batch,2], [1])');
  });
});

describe('multiHeadAttention', () => {
  const query = float([1, 0, 0, 2], [1, 1, 4]);
  const key = float([1, 0, 0, 1, 0, 1, 1, 0], [1, 2, 4]);
  const value = float([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 4]);

  /** Weighs the values of one head by the probabilities of their scores. */
  const mix = (scores: number[], rows: number[][]): number[] => {
    const p = softmax(scores);
    return rows[0].map((_, i) => rows.reduce((sum, row, j) => sum + p[j] * row[i], 0));
  };
  const firstHead = (scores: number[]): number[] =>
    mix(scores, [
      [1, 2],
      [5, 6],
    ]);
  const secondHead = (scores: number[]): number[] =>
    mix(scores, [
      [3, 4],
      [7, 8],
    ]);

  it('attends in every head, scaled by the root of its size', async () => {
    const y = await evaluate((q, k, v) => multiHeadAttention(q, k, v, { heads: 2 }), query, key, value);
    const expected = [...firstHead([1 / Math.SQRT2, 0]), ...secondHead([2 / Math.SQRT2, 0])];
    expect(rounded(y)).toEqual(rounded(float(expected, [1, 1, 4])));
  });

  it('takes keys and values that are laid out by heads', async () => {
    const byHeads = (x: Value): Value => x.reshape([1, 2, 2, 2]).permute([0, 2, 1, 3]);
    const y = await evaluate(
      (q, k, v) => multiHeadAttention(q, byHeads(k), byHeads(v), { heads: 2 }),
      query,
      key,
      value,
    );
    const expected = [...firstHead([1 / Math.SQRT2, 0]), ...secondHead([2 / Math.SQRT2, 0])];
    expect(rounded(y)).toEqual(rounded(float(expected, [1, 1, 4])));
  });

  it('takes a scale and a bias', async () => {
    const bias = float([0.5, 0, 0, 0], [1, 2, 1, 2]);
    const y = await evaluate(
      (q, k, v, b) => multiHeadAttention(q, k, v, { heads: 2, scale: 1, bias: b }),
      query,
      key,
      value,
      bias,
    );
    expect(rounded(y)).toEqual(rounded(float([...firstHead([1.5, 0]), ...secondHead([2, 0])], [1, 1, 4])));
  });

  it('does not see keys that are padding', async () => {
    const mask = new Tensor('int32', [0, 1], [1, 2]);
    const y = await evaluate(
      (q, k, v, m) => multiHeadAttention(q, k, v, { heads: 2, keyPaddingMask: m }),
      query,
      key,
      value,
      mask,
    );
    expect(rounded(y)).toEqual([[[5, 6, 7, 8]]]);
  });

  it('refuses a size that does not divide into its heads', () => {
    const q = new Graph().input('q', 'float32', [1, 1, 4]);
    expect(() => multiHeadAttention(q, q, q, { heads: 3 })).toThrow('divide by 3 heads');
  });
});

describe('what does not fit multiHeadAttention', () => {
  const graph = new Graph();
  const hidden = graph.input('hidden', 'float32', ['batch', 'queries', 4]);
  const keys = graph.input('keys', 'float32', ['batch', 'keys', 4]);
  const mask = graph.input('mask', 'int32', ['batch', 'queries']);
  const bias = graph.input('bias', 'float32', [1, 3, 'queries', 'keys']);
  const scores = graph.input('scores', 'float32', ['queries', 'keys']);

  it.each<[string, () => Value, string]>([
    [
      'other keys than values',
      () => multiHeadAttention(hidden, keys, hidden, { heads: 2 }),
      'as many values as keys',
    ],
    [
      'a mask of other keys',
      () => multiHeadAttention(hidden, keys, keys, { heads: 2, keyPaddingMask: mask }),
      'the padding mask must be int32 [batch, keys]',
    ],
    [
      'a mask of floats',
      () => multiHeadAttention(hidden, hidden, hidden, { heads: 2, keyPaddingMask: mask.to('float32') }),
      'the padding mask must be int32 [batch, keys]',
    ],
    [
      'a bias of other heads',
      () => multiHeadAttention(hidden, keys, keys, { heads: 2, bias }),
      'the bias must be',
    ],
    [
      'a bias without heads',
      () => multiHeadAttention(hidden, keys, keys, { heads: 2, bias: scores }),
      'the bias must',
    ],
    [
      'vectors of another size',
      () => multiHeadAttention(hidden, mask, mask, { heads: 2 }),
      'must agree and divide',
    ],
  ])('is refused: %s', (_, attend, message) => {
    expect(attend).toThrow(GraphError);
    expect(attend).toThrow(message);
  });

  it('takes a bias that broadcasts over batch and heads', () => {
    const shared = graph.input('shared', 'float32', [1, 1, 'queries', 'keys']);
    expect(multiHeadAttention(hidden, keys, keys, { heads: 2, bias: shared }).shape).toEqual(hidden.shape);
  });
});

describe('rmsNorm', () => {
  it('divides by the root of the mean square', async () => {
    const y = await evaluate((x) => rmsNorm(x, float([1, 10]), 1), float([1, 3, 0, 0], [2, 2]));
    const root = Math.sqrt(5 + 1);
    expect(rounded(y)).toEqual(rounded(float([1 / root, 30 / root, 0, 0], [2, 2])));
  });

  it('refuses a weight of another length', () => {
    const x = new Graph().input('x', 'float32', [1, 3]);
    expect(() => rmsNorm(x, float([1, 2]), 1)).toThrow("as long as the input's last dimension");
  });
});

describe('pad', () => {
  it('puts zeros behind', async () => {
    const y = await evaluate((x) => pad(x, 1, 2), float([1, 2], [2, 1]));
    expect(y.tolist()).toEqual([
      [1, 0, 0],
      [2, 0, 0],
    ]);
    const x = new Graph().input('x', 'float32', ['n']);
    expect(() => pad(x, 0, 2)).toThrow('the size of dimension 0 is not known');
  });
});

describe('concat', () => {
  it('joins values along a dimension', async () => {
    const y = await evaluate(
      (a, b) => concat([a, b], -1),
      float([1, 2], [2, 1]),
      float([3, 4, 5, 6], [2, 2]),
    );
    expect(y.tolist()).toEqual([
      [1, 3, 4],
      [2, 5, 6],
    ]);
  });

  it('refuses values that differ elsewhere', () => {
    const graph = new Graph();
    const [a, b, c] = [[2, 1], [3, 1], [2]].map((dims, i) => graph.input(`x${i}`, 'float32', dims));
    expect(() => concat([a, b], 1)).toThrow('Concat([2,1], [3,1]): only dimension 1 may differ');
    expect(() => concat([a, c], 0)).toThrow('Concat([2,1], [2]): only dimension 0 may differ');
    expect(() => concat([a, b], 2)).toThrow('Concat([2,1], [3,1])');
    expect(() => concat([a, a.to('int32')], 1)).toThrow('Concat([2,1], [2,1])');
    expect(() => concat([], 0)).toThrow('concat() needs at least one value');
  });
});

describe('arange', () => {
  it('counts up to a size that is known, or a name', async () => {
    const graph = new Graph();
    graph.input('x', 'float32', ['batch', 'sequence']);
    graph.output('three', arange(graph, 3));
    graph.output('sequence', arange(graph, 'sequence'));
    const { three, sequence } = await compute(graph, { feeds: { x: float([1, 2, 3, 4], [1, 4]) } });
    expect(three.tolist()).toEqual([0, 1, 2]);
    expect(sequence.tolist()).toEqual([0, 1, 2, 3]);
    expect(arange(graph, 'sequence')).toBe(arange(graph, 'sequence'));
  });
});
