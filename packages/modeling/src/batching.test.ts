import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesByLength } from './batching.js';

it('puts sequences of similar length together', () => {
  expect(batchesByLength([3, 9, 4, 8], 16)).toEqual([[0, 2], [3], [1]]);
});

it('holds every index once, and no batch of several sequences has more tokens than allowed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 })),
      fc.integer({ min: 1, max: 200 }),
      (lengths, maxTokens) => {
        const batches = batchesByLength(lengths, maxTokens);
        expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
        for (const batch of batches) {
          const padded = batch.length * Math.max(...batch.map((index) => lengths[index]));
          expect(batch.length === 1 || padded <= maxTokens).toBe(true);
        }
      },
    ),
  );
});
