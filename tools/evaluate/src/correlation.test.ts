import { expect, it } from 'vitest';
import { pearson, ranks, spearman } from './correlation.js';

it('gives equal values the mean of their ranks', () => {
  expect(ranks([3, 1, 3, 2, 3])).toEqual([4, 1, 4, 2, 4]);
  expect(ranks([])).toEqual([]);
});

it('correlates as scipy does', () => {
  const [a, b] = [
    [1, 2, 2, 4, 5, 3],
    [0.1, 0.7, 0.3, 0.9, 0.8, 0.8],
  ];
  expect(pearson(a, b)).toBeCloseTo(0.8005176, 6);
  expect(spearman(a, b)).toBeCloseTo(0.8823529, 6);
});

it('is 1 for the same order, -1 for the opposite one', () => {
  expect(spearman([1, 2, 3], [1, 10, 100])).toBe(1);
  expect(spearman([1, 2, 3], [3, 2, 1])).toBe(-1);
});

it('refuses what has no correlation', () => {
  expect(() => pearson([1], [1])).toThrow(/two pairs and more/);
  expect(() => pearson([1, 2], [1])).toThrow(/there are 2, 1/);
  expect(() => spearman([1, 1], [1, 2])).toThrow(/values that differ/);
});
