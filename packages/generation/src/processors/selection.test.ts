import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TopPLogitsWarper } from './index.js';
import { candidatesOf, kthLargest, WeightedKeys } from './selection.js';

// Few different values, so that many are equal.
const values = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 });

describe('selection without sorting', () => {
  it('finds the k-th largest value', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 70 }), (given, k) => {
        const sorted = given.toSorted((a, b) => b - a);
        expect(kthLargest(Float32Array.from(given), k)).toBe(sorted[Math.min(k, sorted.length) - 1]);
      }),
    );
  });

  it('finds it among many, too', () => {
    const many = Float32Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 5_000);
    for (const k of [1, 2, 1_000, 1_024, 1_025, 4_999]) expect(kthLargest(many, k)).toBe(5_000 - k);
  });

  it('finds the key at which weights reach a mass', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 200 }), fc.boolean(), (given, mass, beyond) => {
        const keys = new WeightedKeys();
        keys.reset(given.length);
        const weightOf = (i: number): number => 1 + (i % 3);
        given.forEach((key, i) => keys.add(key, weightOf(i)));
        const below = (key: number): number =>
          given.reduce((sum, other, i) => sum + (other < key ? weightOf(i) : 0), 0);
        const upTo = (key: number): number => below(key + 1);
        const sorted = given.toSorted((a, b) => a - b);
        const key =
          sorted.find((k) => (beyond ? upTo(k) > mass : upTo(k) >= mass)) ?? sorted[sorted.length - 1];
        expect(keys.reach(mass, beyond)).toEqual({ key, below: below(key) });
      }),
    );
  });

  it('has the possible tokens', () => {
    const { ids, scores } = candidatesOf(Float32Array.of(-Infinity, 2, -Infinity, 1));
    expect([[...ids], [...scores]]).toEqual([
      [1, 3],
      [2, 1],
    ]);
  });
});

describe('nucleus', () => {
  it('is what is left when the unlikeliest go first, also of equal tokens', () => {
    const keeps = fc.integer({ min: 1, max: 3 });
    fc.assert(
      // Of 2^n equal tokens and these shares every sum is exact.
      fc.property(
        fc.constantFrom(4, 16, 64),
        fc.constantFrom(0.25, 0.5, 0.75),
        keeps,
        (count, topP, keep) => {
          const scores = new Float32Array(count);
          new TopPLogitsWarper(topP, keep).process(Int32Array.of(), scores);
          const kept = Math.max(keep, count * topP);
          expect([...scores]).toEqual(
            Array.from({ length: count }, (_, i) => (i < count - kept ? -Infinity : 0)),
          );
        },
      ),
    );
  });
});
