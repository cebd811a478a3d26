import { Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { similarity, similarityPairwise, type Embeddings } from './similarity.js';

describe('similarity', () => {
  it('takes one vector or several, as tensors or as numbers', () => {
    const rows: Embeddings[] = [
      [3, 4],
      [[3, 4]],
      Float32Array.of(3, 4),
      [Float32Array.of(3, 4)],
      new Tensor('float32', [3, 4]),
      new Tensor('float32', [3, 4], [1, 2]),
      [new Tensor('float32', [3, 4])],
      new Tensor('int8', [3, 4], [1, 2]),
    ];
    for (const row of rows)
      expect(
        similarity(
          row,
          [
            [4, -3],
            [6, 8],
          ],
          'cosine',
        ).tolist(),
      ).toEqual([[0, 1]]);
  });

  it('gives distances as negative numbers, so that more is more alike', () => {
    expect(similarity([0, 0], [[3, 4]], 'euclidean').item()).toBe(-5);
    expect(similarity([0, 0], [[3, -4]], 'manhattan').item()).toBe(-7);
    expect(similarity([1, 2], [[3, 4]], 'dot').item()).toBe(11);
  });

  it('is zero for a vector without a length', () => {
    expect(similarity([0, 0], [1, 2]).item()).toBe(0);
  });

  it('compares pairs', () => {
    const [a, b] = [
      [
        [1, 0],
        [0, 2],
      ],
      [
        [2, 0],
        [1, 0],
      ],
    ];
    expect(similarityPairwise(a, b).tolist()).toEqual([1, 0]);
    expect(similarityPairwise(a, b, 'dot').tolist()).toEqual([2, 0]);
    expect(() => similarityPairwise(a, [1, 0])).toThrow(/as many vectors on both sides: 2, 1/);
  });

  it('gives nothing for nothing', () => {
    expect(similarity([], [[1, 2]]).dims).toEqual([0, 1]);
  });

  it('refuses what cannot be compared', () => {
    expect(() => similarity([1, 2], [1, 2, 3])).toThrow(/vectors of 2 and 3 elements cannot be compared/);
    expect(() => similarity([[1, 2], [1]], [1, 2])).toThrow(/embedding 1 has 1 elements, the first one 2/);
    expect(() => similarity(new Tensor('float32', [1], [1, 1, 1]), [1])).toThrow(/\[rows, dimension\]/);
    expect(() => similarity([1], [1], 'jaccard' as 'dot')).toThrow(/no similarity "jaccard"/);
  });
});
