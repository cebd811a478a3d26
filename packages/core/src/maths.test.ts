import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cos_sim,
  dot,
  InvalidArgumentError,
  log_softmax,
  magnitude,
  max,
  min,
  softmax,
  topIndices,
} from './index.js';

const numbers = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -50, max: 50 }), {
  minLength: 1,
});

describe('softmax and log_softmax', () => {
  test('give what PyTorch gives', () => {
    // torch.softmax([1, 2, 3, -inf]), torch.log_softmax([1, 2, 3]), float64
    const probabilities = [0.09003057317038045, 0.2447284710547976, 0.6652409557748218, 0];
    softmax([1, 2, 3, -Infinity]).forEach((p, i) => {
      expect(p).toBeCloseTo(probabilities[i], 15);
    });
    const logarithms = [-2.4076059644443806, -1.4076059644443804, -0.4076059644443804];
    log_softmax([1, 2, 3]).forEach((p, i) => {
      expect(p).toBeCloseTo(logarithms[i], 15);
    });
  });

  test('give an array for an array and a Float32Array for a typed array', () => {
    expect(softmax([0, 0])).toEqual([0.5, 0.5]);
    expect(softmax(Int32Array.of(0, 0))).toEqual(Float32Array.of(0.5, 0.5));
    expect(log_softmax([0])).toEqual([0]);
    expect(log_softmax(Float32Array.of(0))).toEqual(Float32Array.of(0));
  });

  test('probabilities add up to 1, keep the order, and do not overflow', () => {
    fc.assert(
      fc.property(numbers, fc.constantFrom(0, 1000, -1000), (logits, shift) => {
        const p = softmax(logits.map((logit) => logit + shift));
        expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
        expect(max(p)[0]).toBe(p[max(logits)[1]]);
        log_softmax(logits).forEach((logarithm, i) => {
          expect(Math.exp(logarithm)).toBeCloseTo(softmax(logits)[i], 9);
        });
      }),
    );
  });

  test('refuse no values', () => {
    expect(() => softmax([])).toThrow(InvalidArgumentError);
  });
});

describe('vectors', () => {
  test('dot, magnitude and cos_sim', () => {
    expect(dot([1, 2], Float32Array.of(3, 4))).toBe(11);
    expect(magnitude([3, 4])).toBe(5);
    // torch.nn.functional.cosine_similarity
    expect(cos_sim([1, 2, 3], [-2, 0.5, 4])).toBeCloseTo(0.6533052325248718, 7);
    expect(cos_sim([0, 0], [1, 2])).toBe(0);
  });

  test('of different lengths have no dot product', () => {
    expect(() => dot([1], [1, 2])).toThrow('vectors of 1 and 2 numbers have no dot product');
  });
});

describe('max and min', () => {
  test('are a value and its first index', () => {
    expect(max([1, 3, 3, 2])).toEqual([3, 1]);
    expect(min([2, 1, 1])).toEqual([1, 1]);
  });

  test('pass over NaN wherever it is', () => {
    expect(max([NaN, -Infinity, NaN])).toEqual([-Infinity, 1]);
    expect(min([NaN, Infinity])).toEqual([Infinity, 1]);
    expect(max([NaN, NaN])).toEqual([NaN, 0]);
  });

  test('refuse no values', () => {
    expect(() => max([])).toThrow('no values');
    expect(() => min([])).toThrow('no values');
  });
});

describe('topIndices', () => {
  test('is the order of a stable sort with NaN last, for every k', () => {
    const values = fc.array(fc.constantFrom(NaN, -Infinity, -1, 0, 0.5, 2, Infinity), {
      maxLength: 700,
      size: 'max',
    });
    fc.assert(
      fc.property(values, fc.nat({ max: 700 }), (list, k) => {
        const rank = (value: number): number =>
          Number.isNaN(value) ? -1e9 : Math.max(-1e6, Math.min(1e6, value));
        const expected = [...list.keys()].sort((a, b) => rank(list[b]) - rank(list[a])).slice(0, k);
        expect(topIndices(list, k)).toEqual(expected);
      }),
    );
  });

  test('gives all if k is larger, and none for 0', () => {
    expect(topIndices([1, 3, 2], Infinity)).toEqual([1, 2, 0]);
    expect(topIndices([1, 3, 2], 0)).toEqual([]);
    expect(topIndices([], 3)).toEqual([]);
  });
});
