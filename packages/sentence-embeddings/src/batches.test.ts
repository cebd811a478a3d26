import fc from 'fast-check';
import { expect, it } from 'vitest';
import { equalLengthBatches } from './batches.js';

it('puts texts of one length together, longest first', () => {
  expect(equalLengthBatches([3, 9, 3, 9, 3], { texts: 2, tokens: 100 })).toEqual([[1, 3], [0, 2], [4]]);
  expect(equalLengthBatches([3, 3, 3], { texts: 32, tokens: 6 })).toEqual([[0, 1], [2]]);
});

it('holds every text once, in batches of one length that are no larger than allowed', () => {
  const limit = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 50 })), limit, limit, (lengths, texts, tokens) => {
      const batches = equalLengthBatches(lengths, { texts, tokens });
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
      for (const batch of batches) {
        const [length, ...others] = new Set(batch.map((i) => lengths[i]));
        expect(others).toEqual([]);
        expect(batch.length).toBeLessThanOrEqual(texts);
        expect(batch.length === 1 || batch.length * length <= tokens).toBe(true);
      }
    }),
  );
});
