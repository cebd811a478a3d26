import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readPairs } from './sts.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterEach(() => {
  rmSync(folder, { recursive: true });
});
const file = (text: string): string => {
  writeFileSync(join(folder, 'pairs.csv'), text);
  return join(folder, 'pairs.csv');
};

it('reads pairs with their scores, quotes and commas included', () => {
  expect(readPairs(file('A girl.,"One, ""two"".",2.5\n\nx,y,0\n'))).toEqual([
    { first: 'A girl.', second: 'One, "two".', score: 2.5 },
    { first: 'x', second: 'y', score: 0 },
  ]);
});

it('says which record is no pair, and which file is not there', () => {
  expect(() => readPairs(file('a,b,1\na,b\n'))).toThrow(
    /record 2 must be a sentence, a sentence and a number/,
  );
  expect(() => readPairs(file('a,b,high\n'))).toThrow(/record 1/);
  expect(() => readPairs(join(folder, 'none.csv'))).toThrow(/cannot be read/);
});
