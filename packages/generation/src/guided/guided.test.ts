import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random, sampleToken } from '../sampling/index.js';
import type { TokenVocabulary } from '../token-vocabulary.js';
import { GuidedText, type GuidedOptions } from './index.js';

const EOS = 0;
/** All bytes, so that tokens split characters, and some longer tokens that do not heed what a grammar takes apart. */
const pieces = [
  '{"',
  '":',
  '": ',
  ', "',
  '"}',
  '}]',
  'true',
  'null',
  '12',
  '0.',
  '\\"',
  'ab',
  ' a',
  'é',
  'é"',
  '[[',
  '",',
];
const vocabulary: TokenVocabulary = {
  size: 257 + pieces.length,
  bytes: [
    new TextEncoder().encode('</s>'),
    ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
    ...pieces.map((piece) => new TextEncoder().encode(piece)),
  ],
  special: new Set([EOS]),
};
const PROMPT = [5, 6];

function textOf(ids: readonly number[]): string {
  const bytes = ids.flatMap((id) => (id === EOS ? [] : [...vocabulary.bytes[id]!]));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
}

/** Follows random scores until the end of sequence, which is taken at once if `hasty`. */
function generate(options: GuidedOptions, seed: number, hasty = true, most = 3_000): string {
  const guided = new GuidedText(options, { vocabulary, eosTokenIds: [EOS], promptLength: PROMPT.length });
  const random = new Random(seed);
  const ids = [...PROMPT];
  while (ids.length < most) {
    const scores = Float32Array.from({ length: vocabulary.size + 3 }, () => 4 * random.next());
    guided.process(Int32Array.from(ids), scores, 0);
    const mayEnd = scores[EOS] > -Infinity;
    const id = mayEnd && hasty ? EOS : sampleToken(scores, random);
    if (id === EOS) return textOf(ids.slice(PROMPT.length));
    ids.push(id);
  }
  throw new Error(`no end after ${most} tokens: ${textOf(ids.slice(PROMPT.length, 200))}`);
}

/** Whether a text, given as bytes, is allowed as a whole; texts that are not allowed stop at some byte, or must go on. */
function accepts(options: GuidedOptions, text: string): boolean {
  const guided = new GuidedText(options, { vocabulary, eosTokenIds: [EOS], promptLength: 0 });
  const ids = Array.from(new TextEncoder().encode(text), (byte) => byte + 1);
  for (let i = 0; i <= ids.length; i++) {
    const scores = new Float32Array(vocabulary.size);
    guided.process(Int32Array.from(ids.slice(0, i)), scores, 0);
    if (scores[ids[i] ?? EOS] === -Infinity) return false;
  }
  return true;
}

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

describe('text guided by a regular expression', () => {
  const patterns = [
    'a',
    'a|bc|',
    '[a-c]{2,4}x?',
    '(?:ab)+c*',
    '^[^a-y\\n]$',
    '\\d{3}-\\d{4}',
    '(\\w+)@(?<host>[a-z]+)\\.(com|org)',
    '[äöü€😀]{1,3}',
    '\\p{Lu}\\p{Ll}{2}',
    'x{0}y{2}z{0,1}',
    '[\\]\\-a]+?',
    '"(?:[^"\\\\]|\\\\.)*"',
  ];

  it.each(patterns)('is a match: %j', (regex) => {
    const whole = new RegExp(`^(?:${regex.replace(/^\^/, '').replace(/\$$/, '')})$`, 'u');
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(generate({ regex }, seed)).toMatch(whole);
      }),
      { numRuns: 15 },
    );
  });

  it.each(patterns)('may be whatever JavaScript matches: %j', (regex) => {
    const whole = new RegExp(`^(?:${regex.replace(/^\^/, '').replace(/\$$/, '')})$`, 'u');
    fc.assert(
      fc.property(fc.oneof(fc.stringMatching(whole), fc.string({ maxLength: 4, unit: 'binary' })), (text) => {
        // Halves of surrogate pairs have no UTF-8 form.
        fc.pre(/^\P{Cs}*$/u.test(text));
        expect(accepts({ regex }, text)).toBe(whole.test(text));
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ['(?=a)b', 'lookaround'],
    ['(a)\\1', '\\1'],
    ['\\bword', 'word boundary'],
    ['a^b', '^ in its middle'],
    ['^a|b$', 'beside |'],
    ['a**', 'nothing to repeat'],
    ['a{3,2}', 'not in order'],
    ['[z-a]', 'not in order'],
    ['(a', 'needs ")"'],
    ['a)', '")" too many'],
    ['\\p{Klingon}', 'does not know'],
    ['(?:(?:a{1000}){1000}){1000}', 'too large'],
  ])('refuses %j: %s', (regex, problem) => {
    expect(() => accepts({ regex }, '')).toThrow(problem);
  });
});

describe('text guided by choices', () => {
  it('is one of them, and may go on where another one does', () => {
    const choices = ['yes', 'yes, please', 'no', 'né'];
    const seen = new Set(Array.from({ length: 60 }, (_, seed) => generate({ choices }, seed, false)));
    expect([...seen].toSorted()).toEqual(choices.toSorted());
  });

  it('needs some', () => {
    expect(() => accepts({ choices: [] }, '')).toThrow('choices');
  });
});

describe('text guided by a grammar', () => {
  const grammar = `
    # sums of numbers, with brackets
    root ::= term (" + " term)*
    term ::= number | "(" root ")"
    number ::= "0" | [1-9] [0-9]{0,2}
  `;

  it.each([
    ['1 + (2 + 30)', true],
    ['((((7))))', true],
    ['01', false],
    ['(1 + 2', false],
    ['1 +', false],
  ])('%j: %s', (text, expected) => {
    expect(accepts({ grammar }, text)).toBe(expected);
  });

  it('refuses what cannot be followed', () => {
    expect(() => accepts({ grammar: 'root ::= root "a" | "b"' }, '')).toThrow('"root" begins with itself');
    expect(() => accepts({ grammar: 'root ::= e root "a" | "b"\ne ::= "x"?' }, '')).toThrow(
      'begins with itself',
    );
    expect(() => accepts({ grammar: 'root ::= other' }, '')).toThrow('no rule "other"');
    expect(() => accepts({ grammar: 'start ::= "a"' }, '')).toThrow('no rule "root"');
    expect(() => accepts({ grammar: 'root = "a"' }, '')).toThrow('needs "::="');
    expect(() => accepts({ grammar: 'root ::= "a' }, '')).toThrow('ends too early');
  });
});

describe('text guided by a JSON schema', () => {
  const person = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      name: { type: 'string', minLength: 1, maxLength: 8 },
      age: { type: 'integer', minimum: 0, maximum: 150 },
      nick: { type: ['string', 'null'], maxLength: 3 },
      tags: { type: 'array', items: { enum: ['a', 'b"c', 'é'] }, minItems: 1, maxItems: 3 },
      place: { $ref: '#/$defs/place' },
    },
    required: ['name', 'tags'],
    $defs: {
      place: {
        type: 'object',
        properties: { lat: { type: 'number', minimum: -90, maximum: 90 } },
        required: ['lat'],
      },
    },
  };

  it('is a value that the schema allows', () => {
    fc.assert(
      fc.property(seeds, fc.boolean(), (seed, hasty) => {
        const value = JSON.parse(generate({ json: person }, seed, hasty)) as Record<string, unknown>;
        const { name, age, nick, tags, place, ...others } = value;
        expect(others).toEqual({});
        expect(Object.keys(value)).toEqual(Object.keys(person.properties).filter((key) => key in value));
        expect(Array.from(name as string).length).toSatisfy((length: number) => length >= 1 && length <= 8);
        if (age !== undefined)
          expect(age).toSatisfy((n: number) => Number.isInteger(n) && n >= 0 && n <= 150);
        if (typeof nick === 'string') expect(Array.from(nick).length).toBeLessThanOrEqual(3);
        expect((tags as unknown[]).length).toSatisfy((length: number) => length >= 1 && length <= 3);
        for (const tag of tags as unknown[]) expect(['a', 'b"c', 'é']).toContain(tag);
        if (place) expect(Math.abs((place as { lat: number }).lat)).toBeLessThanOrEqual(90);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['{"name":"Bo","tags":["a"]}', true],
    ['{"name": "Bo", "age": 150, "nick": null, "tags": ["b\\"c", "é"], "place": {"lat": -89.5}}', true],
    ['{"name":"\\u00e9\\n","tags":["a"]}', true],
    ['{"tags":["a"],"name":"Bo"}', false],
    ['{"name":"Bo"}', false],
    ['{"name":"Bo","age":151,"tags":["a"]}', false],
    ['{"name":"Bo","age":007,"tags":["a"]}', false],
    ['{"name":"","tags":["a"]}', false],
    ['{"name":"Bo","tags":["a"],}', false],
    ['{"name":"Bo","tags":["a"]', false],
  ])('%s: %s', (text, expected) => {
    expect(accepts({ json: person }, text)).toBe(expected);
  });

  it('may be any object', () => {
    const text = '{"a": [1, -2.5e3, {"b": "\\"x\\u0041"}, true, null, []], "": {}}';
    expect(accepts({ json: true }, text)).toBe(true);
    expect(accepts({ json: true }, '[1]')).toBe(false);
  });

  it.each<[object, string, string]>([
    [{ const: { a: [1, null] } }, '{"a":[1,null]}', '{"a":[1]}'],
    [{ type: 'integer', exclusiveMinimum: -5, maximum: 1200 }, '-4', '-5'],
    [{ type: 'integer', exclusiveMinimum: -5, maximum: 1200 }, '1200', '1201'],
    [{ type: 'number', minimum: 0, exclusiveMaximum: 1 }, '0.25', '1'],
    [{ type: 'number', minimum: -1, maximum: 1 }, '-0.5', '-1.5'],
    [{ type: 'string', pattern: '^[a-z"\\n]+$' }, '"a\\"\\nz"', '"A"'],
    [{ type: 'string', pattern: 'b' }, '"abc"', '"ac"'],
    [{ type: 'string', format: 'date' }, '"2024-12-31"', '"2024-02-30"'],
    [{ type: 'string', format: 'email' }, '"a.b@c.org"', '"a.b"'],
    [{ type: 'array', prefixItems: [{ type: 'null' }, {}], items: false }, '[null, {"a":1}]', '[1,1]'],
    [{ type: 'object', additionalProperties: { type: 'boolean' } }, '{"x":true,"y":false}', '{"x":1}'],
    [
      { properties: { ab: { type: 'null' } }, additionalProperties: { type: 'boolean' } },
      '{"ab":null,"abc":true,"a":true,"":true}',
      '{"ab":true}',
    ],
    [{ anyOf: [{ type: 'null' }, { type: 'array', maxItems: 1 }] }, '["x"]', '["x",1]'],
    [
      {
        oneOf: ['circle', 'square'].map((kind) => ({
          type: 'object',
          properties: { kind: { const: kind }, [kind]: { type: 'integer' } },
          required: ['kind', kind],
        })),
      },
      '{"kind":"square","square":3}',
      '{"kind":"circle","square":3}',
    ],
    [
      {
        type: 'object',
        properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
        required: ['next'],
      },
      '{"next":{"next":{"next":null}}}',
      '{"next":{"next":{}}}',
    ],
  ])('%j allows %s and not %s', (json, allowed, refused) => {
    expect(accepts({ json }, allowed)).toBe(true);
    expect(accepts({ json }, refused)).toBe(false);
  });

  it.each<[object, string]>([
    [{ type: 'array', uniqueItems: true }, '"uniqueItems" at #'],
    [
      { type: 'object', properties: { a: { type: 'number', multipleOf: 2 } } },
      '"multipleOf" at #/properties/a',
    ],
    [{ type: 'string', minimum: 3 }, '"minimum" at #'],
    [{ type: 'text' }, 'type at #'],
    [{ type: 'string', format: 'iri' }, 'format "iri"'],
    [{ $ref: '#/$defs/nobody' }, 'which is not there'],
    [{ $ref: 'other.json' }, 'must point into the schema'],
    [{ oneOf: [{ type: 'integer' }, { type: 'number' }] }, 'oneOf at #'],
    [{ $ref: '#' }, 'begins with itself'],
    [{ type: 'object', required: ['a'] }, 'names "a"'],
    [{ type: 'integer', minimum: 2, maximum: 1 }, 'no integer'],
  ])('refuses %j: %s', (json, problem) => {
    expect(() => accepts({ json }, '')).toThrow(problem);
  });

  it('stays small with many optional properties', () => {
    const names = Array.from({ length: 60 }, (_, i) => `p${i}`);
    const json = {
      type: 'object',
      properties: Object.fromEntries(names.map((name) => [name, { type: 'null' }])),
    };
    expect(accepts({ json }, '{"p3":null, "p58":null}')).toBe(true);
    expect(accepts({ json }, '{"p58":null, "p3":null}')).toBe(false);
  });
});

describe('guided rows', () => {
  const context = { vocabulary, eosTokenIds: [EOS], promptLength: 1 };
  const allowed = (guided: GuidedText, ids: number[], row = 0): string[] => {
    const scores = new Float32Array(vocabulary.size);
    guided.process(Int32Array.from(ids), scores, row);
    return [...scores.keys()]
      .filter((id) => scores[id] === 0)
      .map((id) => (id === EOS ? '</s>' : textOf([id])));
  };
  const byte = (character: string): number => character.charCodeAt(0) + 1;

  it('may be others than before: beams are reordered, and candidates taken back', () => {
    const guided = new GuidedText({ regex: 'abc|axy' }, context);
    expect(allowed(guided, [9])).toEqual(['a', 'ab']);
    expect(allowed(guided, [9, byte('a'), byte('b')])).toEqual(['c']);
    expect(allowed(guided, [9, byte('a'), byte('x')])).toEqual(['y']);
    expect(allowed(guided, [9, byte('a')])).toEqual(['b', 'x']);
    expect(allowed(guided, [9, byte('a'), byte('b'), byte('c')])).toEqual(['</s>']);
    expect(allowed(guided, [9, byte('a'), byte('b'), byte('c'), EOS, EOS])).toEqual(['</s>']);
  });

  it('may only end after a token that was not allowed', () => {
    expect(allowed(new GuidedText({ regex: 'abc' }, context), [9, byte('z')])).toEqual(['</s>']);
  });

  it('end by themselves without an end of sequence', () => {
    const guided = new GuidedText({ regex: 'ab?' }, { ...context, eosTokenIds: [] });
    const isDone = (...ids: number[]): boolean => guided.isDone(Int32Array.from([9, ...ids]), undefined, 0);
    expect([isDone(), isDone(byte('a')), isDone(byte('a'), byte('b'))]).toEqual([false, false, true]);
  });

  it('need a vocabulary that has the characters', () => {
    const poor = { size: 2, bytes: [undefined, Uint8Array.of(0x61)], special: new Set<number>() };
    const guided = new GuidedText({ regex: 'ab' }, { vocabulary: poor, eosTokenIds: [], promptLength: 0 });
    expect(() => guided.process(Int32Array.of(1), new Float32Array(2), 0)).toThrow(
      'vocabulary lacks the characters',
    );
  });
});
