import { readFileSync } from 'node:fs';
import { AutomodelError } from '@automodel/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PreTrainedTokenizer, TokenizerFileError } from '../src/index.js';
import { embeddedFolder } from './fixtures.js';

function textOf(model: string, file: string): string {
  return readFileSync(new URL(file, embeddedFolder(model)), 'utf8');
}

interface TokenizerJson {
  model: { vocab: Record<string, number>; merges: ([string, string] | string)[] };
  [part: string]: unknown;
}

describe('a tokenizer.json with a few random changes', () => {
  const strange = fc.oneof(
    fc.constantFrom<unknown>(
      null,
      true,
      -1,
      0.5,
      1e300,
      '',
      '[UNK]',
      [],
      {},
      'Sequence',
      'ByteLevel',
      'NFC',
      [[]],
    ),
    fc.jsonValue(),
  );
  const change = fc.record({
    place: fc.nat(),
    value: strange,
    how: fc.constantFrom('replace', 'remove', 'swap'),
  });

  it.each(['bert', 'gpt2', 'albert', 'roberta'])('%s is a tokenizer or a typed error', (model) => {
    const source = small(JSON.parse(textOf(model, 'tokenizer.json')) as TokenizerJson);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const json = JSON.parse(source) as object;
        for (const { place, value, how } of changes) {
          const spots = spotsOf(json);
          if (spots.length === 0) continue;
          const [holder, key] = spots[place % spots.length];
          const [other, otherKey] = spots[(place >>> 8) % spots.length];
          if (how === 'remove') Reflect.deleteProperty(holder, key);
          else
            holder[key] =
              how === 'swap' ? (JSON.parse(JSON.stringify(other[otherKey] ?? null)) as unknown) : value;
        }
        try {
          const tokenizer = PreTrainedTokenizer.fromJson(JSON.parse(JSON.stringify(json)), {
            pad_token: '[PAD]',
          });
          const { input_ids } = tokenizer(['Hello, wörld! 中文', 'a [MASK] 😀'], { padding: true });
          expect(tokenizer.batch_decode(input_ids).every((text) => typeof text === 'string')).toBe(true);
        } catch (error) {
          if (!(error instanceof AutomodelError)) throw error;
          expect(error).toBeInstanceOf(TokenizerFileError);
        }
      }),
      { numRuns: 60 },
    );
  });

  /** With few tokens, so that changes meet the other parts often. */
  function small(json: TokenizerJson): string {
    const { model } = json;
    const vocab = Array.isArray(model.vocab)
      ? model.vocab.slice(0, 40)
      : Object.fromEntries(Object.entries(model.vocab).slice(0, 40));
    return JSON.stringify({ ...json, model: { ...model, vocab, merges: model.merges && [] } });
  }

  /** Every place in a JSON value. */
  function spotsOf(value: unknown): [holder: Record<string, unknown>, key: string][] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([key, inner]) => [
      [value as Record<string, unknown>, key] as [Record<string, unknown>, string],
      ...spotsOf(inner),
    ]);
  }
});
