import { describe, expect, it } from 'vitest';
import { packSigns } from './pack-signs.js';
import { Tensor } from './tensor.js';

describe('packSigns', () => {
  const vectors = new Tensor('float32', [1, -1, 0, 2, 3, -1, -1, 5, 1, 0, 0, 0, 0, 0, 0, 0.5], [2, 8]);

  it('keeps signs, eight in a byte', () => {
    expect(packSigns(vectors, 'ubinary').tolist()).toEqual([[0b10011001], [0b10000001]]);
    expect(packSigns(vectors, 'binary').tolist()).toEqual([[0b10011001 - 128], [0b10000001 - 128]]);
    expect(packSigns(vectors, 'binary').type).toBe('int8');
  });

  it('fills the last byte with zeros', () => {
    expect(packSigns(new Tensor('float32', new Float32Array(9).fill(1), [1, 9]), 'ubinary').tolist()).toEqual(
      [[255, 128]],
    );
  });

  it('refuses what is no precision of signs', () => {
    expect(() => packSigns(vectors, 'int8' as 'binary')).toThrow(/precision must be binary or ubinary/);
  });
});
