import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonMistake, parseJson } from './json.js';

function mistakeIn(text: string, options?: { uniqueKeys: boolean }): string | undefined {
  try {
    parseJson(text, options);
    return undefined;
  } catch (error) {
    if (error instanceof JsonMistake) return error.describe(text);
    throw error;
  }
}

describe('parseJson', () => {
  test('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), undefined, indent);
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('refuses exactly the texts that JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      '"b',
      ':',
      ',',
      ' ',
      '1',
      '-0.5e+3',
      '01',
      'true',
      'nul',
      '\\',
      '\n',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(mistakeIn(text) === undefined, text).toBe(valid);
        const strictly = mistakeIn(text, { uniqueKeys: true });
        if (!strictly?.includes('there twice')) expect(strictly === undefined, text).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['', 'line 1, column 1: expected a value, but the text ends'],
    ['{"a": 1', 'line 1, column 8: expected "," or "}", but the text ends'],
    ['{"a": 1,\n }', 'line 2, column 2: expected a string in double quotes, but found "}"'],
    ['{"a" 1}', 'line 1, column 6: expected ":", but found "1"'],
    ['[1\n\n 2]', 'line 3, column 2: expected "," or "]", but found "2"'],
    ['["\\x"]', 'line 1, column 3: expected the end of the string, but found "\\\\"'],
    ['[nul]', 'line 1, column 2: expected a value, but found "n"'],
    ['{} {}', 'line 1, column 4: expected the end of the text, but found "{"'],
  ])('says where the mistake in %j is', (text, mistake) => {
    expect(mistakeIn(text)).toBe(mistake);
  });

  test('keeps the last of equal keys, as Python does, or refuses them', () => {
    const text = '{"a": 1, "b": {"a": 2}, "\\u0061": 3}';
    expect(parseJson(text)).toEqual({ a: 3, b: { a: 2 } });
    expect(mistakeIn(text, { uniqueKeys: true })).toBe('line 1, column 25: the key "a" is there twice');
  });

  test('takes long strings', () => {
    const text = `"${'ab\\n'.repeat(1_000_000)}"`;
    expect(parseJson(text, { uniqueKeys: true })).toHaveLength(3_000_000);
  });

  test('bounds the number of values, and the depth of what it scans', () => {
    expect(mistakeIn(`[${'0,'.repeat(10_000_000)}0]`)).toMatch(/there are more than 10000000 values/);
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(1000), { uniqueKeys: true })).toHaveLength(1);
    const tooDeep = mistakeIn(nested(1002), { uniqueKeys: true });
    expect(tooDeep).toBe('line 1, column 1002: there are more than 1000 levels');
  });
});
