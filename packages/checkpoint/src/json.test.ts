import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonMistake, parseJson } from './json.js';

function mistakeIn(text: string): string | undefined {
  try {
    parseJson(text);
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
        const mistake = mistakeIn(text);
        if (!mistake?.includes('there twice')) expect(mistake === undefined, text).toBe(valid);
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
    ['{"a": 1, "\\u0061": 2}', 'line 1, column 10: the key "a" is there twice'],
  ])('says where the mistake in %j is', (text, mistake) => {
    expect(mistakeIn(text)).toBe(mistake);
  });

  test('takes any depth and any length of string', () => {
    const depth = 200_000;
    expect(parseJson(`${'['.repeat(depth)}${']'.repeat(depth)}`)).toHaveLength(1);
    const long = 'ab\\n'.repeat(1_000_000);
    expect(parseJson(`"${long}"`)).toHaveLength(3_000_000);
  });
});
