import { AutomodelError } from '@automodel/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PreTrainedTokenizer, TokenizerFileError } from '../src/index.js';
import { scanTokenizerJson } from '../src/json/scan.js';
import { encodeUtf8 } from '../src/text/web.js';
import { fixtureFolders, readJson } from './fixtures.js';

type Json = null | boolean | number | string | Json[] | JsonObject;
interface JsonObject {
  [key: string]: Json;
}

interface Components {
  normalizers: { spec: Json }[];
  pre_tokenizers: { spec: Json }[];
  decoders: { spec: Json }[];
  tokenizers: { tokenizer_json: JsonObject }[];
}

const components = readJson(fixtureFolders[0], 'tokenizers/components.json') as Components;
const files = components.tokenizers.map(({ tokenizer_json }) => tokenizer_json);
const specs = (name: 'normalizers' | 'pre_tokenizers' | 'decoders'): fc.Arbitrary<Json> =>
  fc.constantFrom(null, ...components[name].map(({ spec }) => spec));

/** A file that is well formed: a tokenizer with parts of others. */
const file: fc.Arbitrary<Json> = fc
  .record({
    base: fc.constantFrom(...files),
    normalizer: specs('normalizers'),
    pre_tokenizer: specs('pre_tokenizers'),
    decoder: specs('decoders'),
    post_processor: fc.constantFrom(...files.map(({ post_processor }) => post_processor)),
  })
  .map(({ base, ...parts }) => ({ ...base, ...parts }));

const deep = '['.repeat(3000) + ']'.repeat(3000);
/** What no author of a file would write. */
const oddity: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    true,
    [],
    {},
    '',
    0,
    -1,
    0.5,
    2 ** 27,
    2 ** 31,
    2 ** 53,
    1e308,
    -1e308,
    '\uD800',
    '\uDC00a',
    '__proto__',
    'constructor',
    'toString',
    '▁'.repeat(10_000),
    JSON.parse(deep) as Json,
    JSON.parse('{"__proto__": {"type": "Sequence"}, "constructor": 1}') as Json,
    { Regex: '(a+)+$' },
    { Regex: '(' },
    { String: '' },
    Array.from({ length: 2000 }, () => ({ Sequence: { id: 'A', type_id: 0 } })),
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** The file with another value, a copied one or none at some place; `seed` says where. */
function changed(value: Json, seed: number, odd: Json, remove: boolean): Json {
  if (typeof value !== 'object' || value === null) return odd;
  const keys = Object.keys(value);
  // In a file of n values each place is met, those near the root more often.
  if (keys.length === 0 || seed % 7 === 0) return odd;
  const key = keys[seed % keys.length];
  const copy = (Array.isArray(value) ? [...value] : { ...value }) as Json[] & Record<string, Json>;
  const inner = copy[key];
  const goesDeeper = typeof inner === 'object' && inner !== null && seed % 5 !== 0;
  if (goesDeeper) copy[key] = changed(inner, Math.floor(seed / keys.length) + 1, odd, remove);
  else if (remove && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (remove) Reflect.deleteProperty(copy, key);
  else copy[key] = odd;
  return copy as Json;
}

const change = fc.tuple(fc.nat(), oddity, fc.boolean());
const texts = ['', 'Hello wörld, 123  ok\n', '<s> ab\u0301 中文 \uD83D', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaab'];

/** Loads a file, as its bytes and as what `JSON.parse` gives. */
function load(json: Json): void {
  use(json);
  const scanned = scanTokenizerJson(encodeUtf8(JSON.stringify(json)));
  if (scanned !== undefined) use(scanned);
}

/** Makes a tokenizer and uses all of it; whatever goes wrong must be an error of this library. */
function use(tokenizerJson: unknown): void {
  try {
    const tokenizer = PreTrainedTokenizer.fromJson(tokenizerJson);
    for (const text of texts) {
      const { ids, tokens, offsets } = tokenizer.encodeFull(text, { text_pair: 'b a' });
      expect(tokens).toHaveLength(ids.length);
      expect(offsets).toHaveLength(ids.length);
      expect(typeof tokenizer.decode([...ids])).toBe('string');
      tokenizer.decode([...ids], { skip_special_tokens: true });
    }
    tokenizer.decode([0, 1, 2, 2 ** 27]);
    tokenizer.convert_ids_to_tokens([0, 1]);
  } catch (error) {
    if (!(error instanceof AutomodelError)) throw error;
  }
}

it('a file that was changed at random is loaded and used, or refused by a typed error', () => {
  fc.assert(
    fc.property(file, fc.array(change, { minLength: 1, maxLength: 3 }), (original, changes) => {
      load(changes.reduce((json, [seed, odd, remove]) => changed(json, seed, odd, remove), original));
    }),
    { numRuns: 3000 },
  );
}, 120_000);

it('any JSON is no tokenizer, or one', () => {
  fc.assert(fc.property(fc.jsonValue() as fc.Arbitrary<Json>, load), { numRuns: 500 });
});

const anyWord = { type: 'WordLevel', vocab: { a: 0, '[UNK]': 1 }, unk_token: '[UNK]' };
const multiply = { type: 'Replace', pattern: { Regex: '.' }, content: 'a'.repeat(1000) };

it.each<[what: string, parts: object]>([
  ['normalizers', { normalizer: { type: 'Sequence', normalizers: Array(9).fill(multiply) } }],
  ['decoders', { decoder: { type: 'Sequence', decoders: Array(9).fill(multiply) } }],
])('%s that multiply a text without end are refused before memory is full', (_, parts) => {
  const tokenizer = PreTrainedTokenizer.fromJson({ model: anyWord, ...parts });
  expect(() => tokenizer.decode(tokenizer.encode('é'))).toThrow(TokenizerFileError);
  expect(() => tokenizer.decode(tokenizer.encode('é'))).toThrow(/longer than 33554432 units/);
});
