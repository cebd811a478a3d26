import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PreTrainedTokenizer } from '../src/index.js';
import { loadEmbedded } from './fixtures.js';

const names = ['bert', 'gpt2', 'albert', 'roberta'] as const;
const tokenizers = await Promise.all(
  names.map(async (name) => ({ name, tokenizer: await loadEmbedded(name) })),
);
const gpt2 = tokenizers[1].tokenizer;

/** Any sequence of UTF-16 units, lone surrogates included. */
const anyUnits = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd800, max: 0xdfff })), {
    maxLength: 40,
  })
  .map((units) => String.fromCharCode(...units));

/** Texts of every kind, with what tokenizers treat specially among them. */
const anyText = fc
  .array(
    fc.oneof(
      anyUnits,
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom(
        ' ',
        '\n',
        "'ll",
        '[MASK]',
        ' <mask>',
        '</s>',
        '[CLS]',
        '▁',
        'Ġ',
        '##a',
        'e\u0301',
        '中文',
        '\uFFFD',
      ),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

/** Letters in an order that repeats late. */
function letters(length: number): string {
  return Array.from({ length }, (_, i) => String.fromCharCode(0x61 + ((i * i + (i >> 3)) % 26))).join('');
}

describe.each(tokenizers)('$name', ({ tokenizer }) => {
  it('encodes and decodes any string, lone surrogates included', () => {
    fc.assert(
      fc.property(anyText, fc.option(anyText), (text, text_pair) => {
        const { ids } = tokenizer.encodeFull(text, { text_pair });
        const { total_vocab_size } = tokenizer;
        expect(ids.every((id) => id >= 0 && id < total_vocab_size)).toBe(true);
        expect(typeof tokenizer.decode(ids)).toBe('string');
      }),
    );
  });

  it('decodes any ids, those that are in no vocabulary as nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(tokenizer.total_vocab_size), fc.nat())), (ids) => {
        const known = ids.filter((id) => id < tokenizer.total_vocab_size);
        expect(tokenizer.decode(ids)).toBe(tokenizer.decode(known));
      }),
    );
  });

  it.each(['utf-16', 'code-point'] as const)(
    'gives offsets in the text, in order, in %s units',
    (offset_unit) => {
      fc.assert(
        fc.property(anyText, (text) => {
          const encoding = tokenizer.encodeFull(text, { offset_unit });
          const length = offset_unit === 'utf-16' ? text.length : [...text].length;
          let last = [0, 0];
          encoding.offsets.forEach(([start, end], token) => {
            if (encoding.sequenceIds[token] < 0) return;
            expect({ text, start, end, inside: 0 <= start && start <= end && end <= length }).toMatchObject({
              inside: true,
            });
            expect({ text, start, end, last, ordered: start >= last[0] && end >= last[1] }).toMatchObject({
              ordered: true,
            });
            last = [start, end];
          });
        }),
      );
    },
  );

  it('gives each word the range from its first token to its last', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const encoding = tokenizer.encodeFull(text);
        encoding.wordIds.forEach((word, token) => {
          if (word < 0) return;
          const [start, end] = encoding.wordToChars(word)!;
          const [from, to] = encoding.tokenToChars(token);
          expect({ text, token, nests: start <= from && to <= end }).toMatchObject({ nests: true });
        });
      }),
    );
  });

  it('encodes a batch as it encodes each text', () => {
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 1, maxLength: 5 }), (texts) => {
        const { input_ids } = tokenizer(texts, { return_tensor: false });
        expect(input_ids).toEqual(texts.map((text) => tokenizer.encode(text)));
        if (tokenizer.pad_token === undefined) return;
        const padded = tokenizer(texts, { padding: true });
        texts.forEach((text, row) => {
          const mask = padded.attention_mask.at(row).data;
          const ids = padded.input_ids.at(row).data.filter((_, i) => mask[i] === 1);
          expect([...ids]).toEqual(tokenizer.encode(text));
        });
      }),
    );
  });

  it('truncates to windows that together hold every token, none longer than asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 4, max: 12 }), (text, max_length) => {
        const plain = tokenizer.encode(text, { add_special_tokens: false });
        const first = tokenizer.encodeFull(text, { truncation: true, max_length });
        const windows = [first, ...first.overflowing];
        expect(Math.max(...windows.map(({ length }) => length))).toBeLessThanOrEqual(max_length);
        expect(
          windows.flatMap(({ ids, sequenceIds }) => [...ids].filter((_, i) => sequenceIds[i] === 0)),
        ).toEqual(plain);
      }),
    );
  });

  // Without stack overflow; what is quadratic in these would run into the test's time limit.
  it.each([
    ['one letter', 'a'.repeat(1e6)],
    ['one character that takes two units', '😀'.repeat(5e5)],
    ['no spaces', letters(1e6)],
    ['no spaces in Chinese', '中文字符'.repeat(25e4)],
  ])('ends with 1 MB of %s', (_, text) => {
    const { ids, flatOffsets } = tokenizer.encodeFull(text);
    expect(ids.length).toBeGreaterThan(0);
    expect(flatOffsets.length).toBe(2 * ids.length);
  });
});

describe('byte-level BPE', () => {
  it('gives back any well-formed text', () => {
    fc.assert(
      fc.property(anyText, (units) => {
        const text = Buffer.from(units).toString();
        const ids = gpt2.encode(text, { add_special_tokens: false });
        expect(gpt2.decode(ids, { skip_special_tokens: false })).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('covers every character of a text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const covered = new Uint8Array(text.length);
        for (const [start, end] of gpt2.encodeFull(text).offsets) covered.fill(1, start, end);
        expect({ text, covered: covered.every(Boolean) }).toEqual({ text, covered: true });
      }),
    );
  });
});

describe('parts that no fixture above has', () => {
  const wordLevel = (parts: object) =>
    PreTrainedTokenizer.fromJson({
      model: { type: 'WordLevel', vocab: { '[UNK]': 0 }, unk_token: '[UNK]' },
      ...parts,
    });

  it.each(['NFC', 'NFD', 'NFKC', 'NFKD'])(
    '%s takes a letter with more marks than a call takes arguments',
    (type) => {
      const tokenizer = wordLevel({ normalizer: { type } });
      expect(tokenizer.encode(`e${'\u0301'.repeat(3e5)}`)).toEqual([0]);
    },
  );

  it.each([
    ['of which each is the beginning of the next', (length: number) => 'a'.repeat(length), 'a'.repeat(1e6)],
    ['that are found nowhere', (length: number) => `${'a'.repeat(length)}b`, 'a'.repeat(1e6)],
  ])('finds deeply nested added tokens %s in 1 MB', (_, content, text) => {
    const added_tokens = Array.from({ length: 2000 }, (_, i) => ({ id: i + 1, content: content(i + 1) }));
    const { ids } = wordLevel({ added_tokens }).encodeFull(text);
    expect([...ids]).toEqual(text === content(1e6) ? Array.from({ length: 500 }, () => 2000) : [0]);
  });

  it('finds of overlapping long and short added tokens the longest at the leftmost place', () => {
    const token = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(
        fc.uniqueArray(token, { minLength: 1 }),
        fc.string({ unit: fc.constantFrom('a', 'b', 'c') }),
        (tokens, text) => {
          const describe = (contents: string[]) => contents.map((content, i) => ({ id: i + 1, content }));
          const short = wordLevel({ added_tokens: describe(tokens) });
          // A long token changes how tokens are looked for, not what is found.
          const long = wordLevel({ added_tokens: describe([...tokens, 'c'.repeat(100)]) });
          expect(long.encodeFull(text).offsets).toEqual(short.encodeFull(text).offsets);
          expect(long.encode(text)).toEqual(short.encode(text));
        },
      ),
    );
  });

  it('ByteFallback takes more bytes than a call takes arguments', () => {
    const tokenizer = PreTrainedTokenizer.fromJson({
      model: { type: 'WordLevel', vocab: { '<0xFF>': 0 }, unk_token: '<0xFF>' },
      decoder: { type: 'ByteFallback' },
    });
    expect(tokenizer.decode(new Int32Array(3e5))).toBe('\uFFFD'.repeat(3e5));
  });
});
