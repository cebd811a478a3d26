import { describe, expect, test } from 'vitest';
import { checkCount, shown } from './index.js';

describe('shown', () => {
  test.each([
    ['2', '"2" (a string)'],
    ['x'.repeat(100), `"${'x'.repeat(60)}…" (a string)`],
    [0.5, '0.5'],
    [null, 'null'],
    [undefined, 'undefined'],
    [[], 'an empty list'],
    [['a', 'b'], 'a list of 2'],
    [{}, 'an empty object'],
    [{ role: 'user', text: 'Hi' }, 'an object with role, text'],
    [Object.create(null), 'an empty object'],
    [new Map(), 'a Map'],
    [() => 1, 'a function'],
  ])('shows %j with its type', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

describe('checkCount', () => {
  test('lets whole numbers pass', () => {
    expect(() => {
      checkCount('top_k', 1);
      checkCount('stride', 0, 0);
    }).not.toThrow();
  });

  test.each<[unknown, string]>([
    ['2', 'top_k must be a whole number from 1; it is "2" (a string)'],
    [0, 'top_k must be a whole number from 1; it is 0'],
    [1.5, 'it is 1.5'],
    [null, 'it is null'],
  ])('refuses %j', (value, message) => {
    expect(() => {
      checkCount('top_k', value);
    }).toThrow(message);
  });
});
