import { expect, it } from 'vitest';
import { tellDigits } from './digits.js';

it('tells which digits pictures show', async () => {
  const lines: string[] = [];
  await tellDigits((text) => lines.push(text));
  const told = lines.join('\n');
  expect(told).toContain('11 of 12 are right.');
  expect(told).toMatch(/7 {2}95\.6 % ✓.*1 {2}58\.9 % ✗ it is 8/s);
  expect(told).toContain('▀██');
  expect(told).toContain('compared by pixels, for 0 of 12;');
  expect(told).toContain('by the vectors that the model makes of them, for 12.');
});
