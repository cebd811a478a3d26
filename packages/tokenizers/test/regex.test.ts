import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeNormalizer } from '../src/normalizers/index.js';
import { makePreTokenizer } from '../src/pre-tokenizers/index.js';
import { readOniguruma } from '../src/regex/oniguruma.js';
import { UnsupportedRegexError } from '../src/regex/pattern-reader.js';
import { Spec } from '../src/spec.js';
import { AlignedText } from '../src/text/aligned-text.js';
import { SplitText } from '../src/text/split-text.js';
import { fixtureFolders, readJson } from './fixtures.js';

interface RegexCases {
  texts: string[];
  /** Of each text the spans of the matches that are not empty, in code points, and the text with `<>` for each match. */
  cases: { pattern: string; matches: number[][]; replaced: string[] }[];
}

const { texts, cases } = readJson(fixtureFolders[0], 'tokenizers/regexes.json') as RegexCases;

describe('expressions match as in Oniguruma', () => {
  it.each(cases)('$pattern', ({ pattern: Regex, matches, replaced }) => {
    const split = { type: 'Split', pattern: { Regex }, behavior: 'Removed', invert: true };
    const preTokenizer = makePreTokenizer(new Spec(split, 'spec'));
    const replace = makeNormalizer(new Spec({ type: 'Replace', pattern: { Regex }, content: '<>' }, 'spec'));
    texts.forEach((text, i) => {
      const { spans } = preTokenizer.preTokenize(SplitText.whole(new AlignedText(text)));
      expect({ text, matches: spans.map((at) => [...text.slice(0, at)].length) }).toEqual({
        text,
        matches: matches[i],
      });
      expect(replace.normalize(new AlignedText(text)).text).toBe(replaced[i]);
    });
  });
});

/** Expressions that mean the same in JavaScript; no loop is around what may be empty, where the two differ. */
const { expression } = fc.letrec<{ expression: string; filled: string }>((tie) => ({
  filled: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', 'c', '[ab]', '[^a]', '[\\s\\S]'),
    fc.tuple(tie('filled'), tie('expression')).map(([one, other]) => one + other),
    fc.tuple(tie('filled'), tie('filled')).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie('filled'), fc.constantFrom('+', '+?', '{2}', '{1,3}', '{1,}?'))
      .map(([body, quantifier]) => `(?:${body})${quantifier}`),
  ),
  expression: fc.oneof(
    { maxDepth: 4 },
    tie('filled'),
    fc
      .tuple(tie('filled'), fc.constantFrom('*', '?', '*?', '??', '{0,2}'))
      .map(([body, quantifier]) => `(?:${body})${quantifier}`),
    fc.tuple(fc.constantFrom('=', '!'), tie('expression')).map(([open, body]) => `(?${open}${body})`),
    fc.constantFrom('(?<=a)', '(?<!b)', '(?<=ab?)', '(?<!(?:a|bc){2})'),
  ),
}));

it('expressions match as in JavaScript', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'é'), maxLength: 12 });
  fc.assert(
    fc.property(expression, text, (pattern, subject) => {
      const found: number[] = [];
      readOniguruma(pattern).findAll(subject, found);
      const expected: number[] = [];
      for (const { index, 0: match } of subject.matchAll(new RegExp(pattern, 'g'))) {
        // Oniguruma's callers leave out an empty match that touches the one before.
        if (match !== '' || index !== expected.at(-1)) expected.push(index, index + match.length);
      }
      expect(found).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

describe('expressions that backtracking needs years for end', () => {
  const a = 'a'.repeat(50_000);
  it.each<[pattern: string, text: string, matches: number]>([
    ['(a+)+$', `${a}b`, 0],
    ['(a|a)*b', a, 0],
    ['(a|aa)+c', a, 0],
    ['(.*)*x', a, 0],
    ['((a*)*)*b', a, 0],
    ['(?:a?){30}a{30}c', a, 0],
    ['a++b', a, 0],
    ['(?>a+|b)+c', a, 0],
    ['(?:(?=a*b)a)+c', a, 0],
    ['(?!a*c)a+?(?=b)', `${a}b`, 1],
    [String.raw`\s+$`, `${' '.repeat(50_000)}x`, 0],
    [String.raw`(?<=(?:a|a){100})b`, `${a}b`, 1],
  ])('%s', (pattern, text, count) => {
    const matches: number[] = [];
    readOniguruma(pattern).findAll(text, matches);
    expect(matches.length / 2).toBe(count);
  });
});

describe('expressions that cannot be matched in linear time and bounded memory are refused', () => {
  it.each<[pattern: string, reason: RegExp]>([
    [String.raw`(a)\1`, /backreference \\1 cannot be matched in linear time/],
    [String.raw`(?<n>a)\k<n>`, /backreference/],
    [String.raw`\Ga`, /no support for \\G/],
    ['(?~ab)', /no support for the group "\(\?~"/],
    ['(?(1)a)', /no support for the group/],
    ['(?<=a+)b', /looks back more than 255/],
    ['(?<!a{256})b', /looks back more than 255/],
    ['a{100000}', /too large/],
    ['(((){5000}){5000}){5000}', /too large/],
    ['((a{100}){100}){100}', /too large/],
    ['a{3,2}', /ends before it begins/],
    [`a${'*'.repeat(1000)}`, /too many quantifiers/],
    ['('.repeat(1000), /nested too deeply/],
    ['a'.repeat(100_000), /longer than/],
    ['(?#', /ends too early/],
    ['[b-a]', /a range ends before it begins/],
    [String.raw`\p{Nonsense}`, /no known property/],
  ])('%s', (pattern, reason) => {
    expect(() => readOniguruma(pattern)).toThrow(UnsupportedRegexError);
    expect(() => readOniguruma(pattern)).toThrow(reason);
  });

  it('any text as an expression is read or refused', () => {
    const part = fc.constantFrom(...'()[]{}?*+|\\^$.,-:=!<>&#0123abxpPuk', '[:alpha:]', '&&', '{2,3}', '(?<');
    fc.assert(
      fc.property(fc.string({ unit: part, maxLength: 20 }), (pattern) => {
        try {
          readOniguruma(pattern).findAll('ab a1\n', []);
        } catch (error) {
          expect(error).toBeInstanceOf(UnsupportedRegexError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
