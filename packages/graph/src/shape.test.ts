import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { broadcast, formatShape, inferReshape, isDim, type Shape } from './shape.js';

describe('broadcast', () => {
  it('repeats dimensions of size 1 and those that are not there', () => {
    expect(broadcast([2, 3], [3])).toEqual([2, 3]);
    expect(broadcast([2, 1], [1, 3])).toEqual([2, 3]);
    expect(broadcast([], [4])).toEqual([4]);
  });

  it('takes equal names for equal sizes', () => {
    expect(broadcast(['batch', 1, 8], ['batch', 'sequence', 1])).toEqual(['batch', 'sequence', 8]);
  });

  it('refuses sizes that differ, and names that might', () => {
    expect(broadcast([2], [3])).toBeUndefined();
    expect(broadcast(['batch'], ['sequence'])).toBeUndefined();
    expect(broadcast(['batch'], [3])).toBeUndefined();
  });

  it('does not depend on the order, and a shape broadcasts to itself', () => {
    const dim = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom('batch', 'sequence'));
    const shape = fc.array(dim, { maxLength: 4 });
    fc.assert(
      fc.property(shape, shape, (a, b) => {
        expect(broadcast(a, b)).toEqual(broadcast(b, a));
        expect(broadcast(a, a)).toEqual(a);
      }),
    );
  });
});

describe('inferReshape', () => {
  it('keeps a complete target that holds the same elements', () => {
    expect(inferReshape([2, 6], [3, 4])).toEqual([3, 4]);
    expect(inferReshape(['batch', 12], ['batch', 3, 4])).toEqual(['batch', 3, 4]);
  });

  it('replaces -1 by what is left over', () => {
    expect(inferReshape([2, 6], [-1, 4])).toEqual([3, 4]);
    expect(inferReshape(['batch', 'sequence', 8], ['batch', 'sequence', 2, -1])).toEqual([
      'batch',
      'sequence',
      2,
      4,
    ]);
  });

  it('leaves a product of names over, which divides again', () => {
    const flat = inferReshape(['batch', 'sequence', 8], [-1, 8]);
    expect(flat).toEqual(['batch*sequence', 8]);
    expect(inferReshape(flat!, ['batch', 'sequence', 8])).toEqual(['batch', 'sequence', 8]);
    expect(inferReshape(['batch', 6], [-1])).toEqual(['6*batch']);
    expect(inferReshape(['sequence', 'batch'], [-1])).toEqual(['batch*sequence']);
    expect(inferReshape(['6*batch'], ['batch', -1, 2])).toEqual(['batch', 3, 2]);
  });

  it('refuses a target that does not hold the elements', () => {
    expect(inferReshape([2, 6], [5])).toBeUndefined();
    expect(inferReshape([2, 6], [5, -1])).toBeUndefined();
    expect(inferReshape(['batch', 6], ['sequence', 6])).toBeUndefined();
    expect(inferReshape(['batch', 6], [6])).toBeUndefined();
    expect(inferReshape([6], [-1, -1])).toBeUndefined();
    expect(inferReshape([6], [-2, -3])).toBeUndefined();
    expect(inferReshape([6], [0, -1])).toBeUndefined();
    expect(inferReshape([6], [1.5, 4])).toBeUndefined();
  });

  it('keeps the product of all sizes, whatever the names stand for', () => {
    const dim = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom('batch', 'heads', 'sequence'));
    const sizes = { batch: 2, heads: 3, sequence: 5 };
    const product = (shape: Shape): number =>
      shape
        .flatMap((part) => String(part).split('*'))
        .map((part) => sizes[part as 'batch'] ?? Number(part))
        .reduce((a, b) => a * b, 1);
    fc.assert(
      fc.property(fc.array(dim, { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(), (source, from, to) => {
        // Some of the dimensions are kept, and one takes what is left over.
        const [begin, end] = [from % source.length, to % (source.length + 1)];
        const target = inferReshape(source, [...source.slice(begin, end), -1]);
        expect(product(target!)).toBe(product(source));
      }),
    );
  });

  it('finds the left-out dimension of any shape', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, fc.nat(), (shape, at) => {
        expect(inferReshape(shape, shape.with(at % shape.length, -1))).toEqual(shape);
      }),
    );
  });
});

it('isDim is a size, or a name that no product can be taken for', () => {
  expect([1, 'batch', 'n2'].every(isDim)).toBe(true);
  expect([0, -1, 1.5, '', '3', 'a*b', 'a/2'].some(isDim)).toBe(false);
});

it('formatShape shows a shape as messages do', () => {
  expect(formatShape(['batch', 3])).toBe('[batch,3]');
});
