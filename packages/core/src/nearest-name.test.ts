import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.js';

const names = ['tools', 'truncation', 'max_length'];

it.each([
  ['truncatoin', 'truncation'],
  ['maxLength', 'max_length'],
  ['function', 'truncation'],
  ['colour', undefined],
])('what is written most like %s is %s', (name, nearest) => {
  expect(nearestName(name, names)).toBe(nearest);
});

it('a caller says how many letters may differ', () => {
  const most = (length: number): number => length / 4;
  expect(nearestName('function', names, most)).toBeUndefined();
  expect(nearestName('tool', names, most)).toBe('tools');
});
