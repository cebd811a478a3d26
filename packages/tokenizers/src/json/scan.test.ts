import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeUtf8 } from '../text/web.js';
import { scanTokenizerJson } from './scan.js';
import { ScannedMerges, ScannedVocab } from './scanned.js';

type Json = Record<string, unknown>;

/** JSON with merges as pairs. */
function parse(json: string): unknown {
  return JSON.parse(json, (name, value: unknown) =>
    name === 'merges' && Array.isArray(value)
      ? value.map((merge: unknown) => (typeof merge === 'string' ? merge.split(' ') : merge))
      : value,
  );
}

/** JSON of a value; it has neither infinities nor a negative zero, which numbers of a file can be. */
function written(value: unknown): string {
  return JSON.stringify(value);
}

/** What the scanner finds, with vocabulary and merges written out; undefined if it gives up. */
function scanned(bytes: Uint8Array): unknown {
  const value = scanTokenizerJson(bytes);
  return value === undefined ? undefined : parse(written(value));
}

const token = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'Ġ', '中', '👍', '"', '\\', '\n', '\u2028', '\uD83D', '{', ']') }),
  fc.constantFrom('__proto__', 'model', 'vocab', 'merges', '0'),
);
const merges = fc.array(fc.tuple(token, token));
const document = fc
  .record({
    before: fc.record({ added_tokens: fc.jsonValue(), vocab: fc.jsonValue() }, { requiredKeys: [] }),
    type: fc.option(token),
    vocab: fc.oneof(fc.dictionary(token, fc.nat(99_999_999)), fc.array(token)),
    merges: fc.oneof(
      merges,
      merges.map((pairs) => pairs.map((pair) => pair.join(' '))),
    ),
    after: fc.jsonValue(),
  })
  .map(({ before, type, vocab, merges, after }) => ({ ...before, model: { type, vocab, merges }, after }));
const indent = fc.constantFrom(undefined, 1, '\t', ' \n');

/** JSON with every character outside of ASCII as an escape, as Python writes it unless told otherwise. */
function ascii(json: string): string {
  return json.replaceAll(/[^ -~\s]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

describe('scanTokenizerJson', () => {
  it('leaves vocabulary and merges as lists, all else as JSON.parse gives it', () => {
    const json =
      '{"version": "1.0", "model": {"type": "BPE", "vocab": {"a": 0, "Ġb": 1}, "merges": ["a Ġb"], "x": []}}';
    const { version, model } = scanTokenizerJson(encodeUtf8(json)) as { version: string; model: Json };
    expect(version).toBe('1.0');
    expect(Object.keys(model)).toEqual(['type', 'vocab', 'merges', 'x']);
    expect(model.vocab).toBeInstanceOf(ScannedVocab);
    expect(model.merges).toBeInstanceOf(ScannedMerges);
    expect((model.merges as ScannedMerges).toJSON()).toEqual([['a', 'Ġb']]);
  });

  it('gives what JSON.parse gives for whatever a program may write', () => {
    fc.assert(
      fc.property(document, indent, fc.boolean(), (value, space, escapes) => {
        const json = JSON.stringify(value, null, space);
        expect(scanned(encodeUtf8(escapes ? ascii(json) : json))).toEqual(parse(json));
      }),
    );
  });

  it('gives what JSON.parse gives, or gives up, for files with wrong bytes', () => {
    const change = fc.tuple(fc.nat(), fc.nat(3), fc.uint8Array({ maxLength: 3 }));
    fc.assert(
      fc.property(document, fc.array(change, { minLength: 1, maxLength: 3 }), (value, changes) => {
        let bytes = Array.from(encodeUtf8(JSON.stringify(value)));
        for (const [at, count, insert] of changes) {
          const from = at % bytes.length;
          bytes = [...bytes.slice(0, from), ...insert, ...bytes.slice(from + count)];
        }
        const result = scanned(Uint8Array.from(bytes));
        if (result !== undefined)
          expect(result).toEqual(parse(written(JSON.parse(Buffer.from(bytes).toString('utf8')))));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['an id that is no count', '{"model": {"vocab": {"a": -1}}}'],
    ['an id with a fraction', '{"model": {"vocab": {"a": 1.5}}}'],
    ['an id with leading zeros', '{"model": {"vocab": {"a": 01}}}'],
    ['a huge id', '{"model": {"vocab": {"a": 123456789}}}'],
    ['two vocabularies', '{"model": {"vocab": {"a": 1}, "vocab": {"b": 1}}}'],
    ['two models', '{"model": {"vocab": {"a": 1}}, "model": {}}'],
    ['a merge of three', '{"model": {"merges": [["a", "b", "c"]]}}'],
    ['a merge of one', '{"model": {"merges": ["a"]}}'],
    ['a merge with two spaces', '{"model": {"merges": ["a b c"]}}'],
    ['a merge with a space that is an escape', '{"model": {"merges": ["\\u0020 b"]}}'],
    ['an unknown escape', '{"model": {"vocab": {"\\x": 1}}}'],
    ['half a file', '{"model": {"vocab": {"a": 1'],
    ['a comma too many', '{"model": {"vocab": {"a": 1,}}}'],
    ['a byte order mark', '\uFEFF{"model": {"vocab": {"a": 1}}}'],
    ['text behind the end', '{"model": {"vocab": {"a": 1}}} x'],
    ['a list', '[]'],
    ['nothing', ''],
  ])('leaves %s to JSON.parse', (_, json) => {
    expect(scanTokenizerJson(encodeUtf8(json))).toBeUndefined();
  });

  it.each([
    ['a byte alone', [0x80]],
    ['half a character', [0xe4, 0xb8]],
    ['more bytes than needed', [0xc0, 0xa1]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['what is beyond Unicode', [0xf4, 0x90, 0x80, 0x80]],
    ['an impossible byte', [0xff]],
  ])('leaves a token that is no UTF-8 (%s) to whoever decodes the file', (_, bytes) => {
    const [head, tail] = ['{"model": {"vocab": {"', '": 1}}}'].map((part) => [...encodeUtf8(part)]);
    expect(scanTokenizerJson(Uint8Array.from([...head, ...bytes, ...tail]))).toBeUndefined();
  });
});
