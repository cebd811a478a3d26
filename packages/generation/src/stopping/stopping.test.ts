import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareLengths, resolveGenerationConfig } from '../config/index.js';
import { tokenVocabulary, type TokenVocabulary } from '../token-vocabulary.js';
import {
  buildStoppingCriteria,
  ConfidenceCriteria,
  MaxTimeCriteria,
  StoppingCriteriaList,
  StopStringCriteria,
} from './index.js';

function vocabularyOf(tokens: readonly string[]): TokenVocabulary {
  const encoder = new TextEncoder();
  return { size: tokens.length, bytes: tokens.map((token) => encoder.encode(token)), special: new Set() };
}

describe('stop strings', () => {
  const tokens = ['a', 'b', 'ab', 'ba', 'bab', 'aab', 'é', 'st', 'op', 'top', 'stop', 's', '.'];
  const stopsAfter = (stops: string[], ids: number[]): boolean =>
    new StopStringCriteria(stops, vocabularyOf(tokens)).isDone(Int32Array.from(ids));

  // The cases of Python's documentation: the text may go on within the token, but must end in the last one.
  it.each([
    [['st', 'op'], true],
    [['stop'], true],
    [['s', 'top', '.'], false],
    [['b', 's', 'top'], true],
    [['st', 'a', 'op'], false],
    [['op'], false],
  ])('"stop" after %j: %s', (text, expected) => {
    const ids = text.map((token) => tokens.indexOf(token));
    expect(stopsAfter(['stop'], ids)).toBe(expected);
  });

  it('are found as soon as the text has them, and not again by later tokens', () => {
    const stop = fc.stringMatching(/^[ab]{1,5}$/);
    const ids = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(stop, { minLength: 1, maxLength: 3 }), ids, (stops, sequence) => {
        const before = sequence
          .slice(0, -1)
          .map((id) => tokens[id])
          .join('');
        const text = sequence.map((id) => tokens[id]).join('');
        // The end of an occurrence lies in what the last token added.
        const expected = stops.some(
          (wanted) => text.lastIndexOf(wanted) + wanted.length > before.length && text.includes(wanted),
        );
        expect(stopsAfter(stops, sequence)).toBe(expected);
      }),
    );
  });

  it('need a vocabulary', () => {
    const config = prepareLengths(resolveGenerationConfig({ call: { stop_strings: 'x' } }), {
      promptLength: 1,
    });
    expect(() => buildStoppingCriteria(config)).toThrow('stop_strings need the tokenizer');
  });
});

describe('a vocabulary', () => {
  const fake = (decoded: (tokens: readonly string[]) => string, tokens: string[]) => ({
    get_vocab: () => new Map(tokens.map((token, id) => [token, id])),
    convert_tokens_to_string: decoded,
    decode: ([id]: readonly number[], options: { skip_special_tokens: boolean }) =>
      tokens[id] === '</s>' && options.skip_special_tokens ? '' : decoded([tokens[id]]),
  });

  it('knows the bytes of byte-level tokens, also where they are no text', () => {
    const byteLevel = (tokens: readonly string[]): string =>
      tokens.join('').replaceAll('Ã©', 'é').replaceAll('Ġ', ' ');
    const { bytes, special } = tokenVocabulary(fake(byteLevel, ['Ġa', 'Ã', '©', '</s>']));
    expect(bytes.map((found) => [...found!])).toEqual([
      [0x20, 0x61],
      [0xc3],
      [0xa9],
      [0x3c, 0x2f, 0x73, 0x3e],
    ]);
    expect([...special]).toEqual([3]);
  });

  it('has words as they stand in the middle of a text', () => {
    const metaspace = (tokens: readonly string[]): string =>
      tokens.join('').replaceAll('▁', ' ').trimStart().replaceAll('<0xC3><0xA9>', 'é');
    const { bytes } = tokenVocabulary(fake(metaspace, ['▁a', 'b', '<0xC3>']));
    expect(bytes.map((found) => [...found!])).toEqual([[0x20, 0x61], [0x62], [0xc3]]);
  });
});

describe('other criteria', () => {
  const config = (options: object) =>
    prepareLengths(resolveGenerationConfig({ call: options }), { promptLength: 2 });

  it('end a row at its largest length, or with one of the ends of sequence', () => {
    const criteria = buildStoppingCriteria(config({ max_new_tokens: 2, eos_token_id: [7, 8] }));
    const done = (...ids: number[]): boolean => criteria.isDone(Int32Array.from(ids), undefined, 0);
    expect([done(1, 7, 3), done(1, 2, 8), done(1, 2, 3), done(1, 2, 3, 4)]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });

  it('end all rows when time is over', () => {
    expect(new MaxTimeCriteria(10, performance.now() - 9_000).isDone()).toBe(false);
    expect(new MaxTimeCriteria(10, performance.now() - 11_000).isDone()).toBe(true);
  });

  it('end an assistant that is unsure', () => {
    const scores = Float32Array.of(Math.log(0.3), Math.log(0.7));
    const criterion = new ConfidenceCriteria(0.4);
    expect(criterion.isDone(Int32Array.of(0), scores)).toBe(true);
    expect(criterion.isDone(Int32Array.of(1), scores)).toBe(false);
  });

  it('may be functions', () => {
    const rows: number[] = [];
    const list = new StoppingCriteriaList([(_sequence, _scores, row) => rows.push(row) > 1, () => false]);
    expect([
      list.isDone(Int32Array.of(1), undefined, 4),
      list.isDone(Int32Array.of(1), undefined, 5),
    ]).toEqual([false, true]);
    expect(rows).toEqual([4, 5]);
  });
});
