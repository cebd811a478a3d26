import { beforeAll, expect, it } from 'vitest';
import type { EncodeOptions, Encoding, PreTrainedTokenizer } from '../src/index.js';

interface Row {
  ids: number[];
  off?: number[];
  special?: number[];
  words?: number[];
  tokens?: string[];
  types?: number[] | null;
  mask?: number[];
  seq?: number[];
}

/** What Python says of one tokenizer: `tokenizers/<name>.json` of the oracle. */
export interface Golden {
  /** Folder of the tokenizer, for those of the oracle. */
  tokenizer?: string;
  /** Package, version and files of a real vocabulary. */
  npm?: string;
  version?: string;
  files?: string[];
  fast: boolean;
  vocab_len: number;
  padding_side: 'left' | 'right';
  special_tokens: Record<string, string>;
  all_special_ids: number[];
  single: (Row & { dec: string; decs?: string })[];
  no_special: { i: number; ids: number[] }[];
  tokenize: { i: number; tokens: string[] }[];
  pairs: (Row & { a: string; b: string })[];
  truncation: { text: string; pair?: string | null; args: EncodeOptions; outputs?: Row[]; error?: string }[];
  padding: { texts?: string[]; pairs?: [string, string][]; args: EncodeOptions; outputs: Row[] }[];
  decode: { ids: number[]; args: object; text: string }[];
  split_into_words?: Row & { input: string[] };
  text_target?: { text: string; ids: number[] }[];
}

/** Declares the tests that one golden makes: everything that Python says, token for token. */
export function itEqualsPython(
  golden: Golden,
  texts: readonly string[],
  load: () => Promise<PreTrainedTokenizer>,
): void {
  let tokenizer: PreTrainedTokenizer;

  beforeAll(async () => {
    tokenizer = await load();
    tokenizer.model_max_length = 1e12;
  }, 60_000);

  it('knows its vocabulary and special tokens', () => {
    expect(tokenizer.total_vocab_size).toBe(golden.vocab_len);
    expect(tokenizer.special_tokens_map).toEqual(golden.special_tokens);
    expect(tokenizer.all_special_ids.toSorted((a, b) => a - b)).toEqual(golden.all_special_ids);
    expect(tokenizer.padding_side).toBe(golden.padding_side);
  });

  it('encodes and decodes texts', () => {
    texts.forEach((text, i) => {
      const { dec, decs = dec, tokens, words, ...row } = golden.single[i];
      const encoding = tokenizer.encodeFull(text, { offset_unit: 'code-point' });
      expect({ text, ...rowOf(encoding, row) }).toEqual({ text, ...row });
      if (words) expect([...encoding.wordIds]).toEqual(words);
      if (tokens) expect(tokenizer.convert_ids_to_tokens(row.ids)).toEqual(tokens);
      expect({ text, dec: tokenizer.decode(row.ids) }).toEqual({ text, dec });
      expect(tokenizer.decode(row.ids, { skip_special_tokens: true })).toBe(decs);
    });
  });

  it('encodes without special tokens', () => {
    for (const { i, ids } of golden.no_special) {
      expect(tokenizer.encode(texts[i], { add_special_tokens: false })).toEqual(ids);
    }
    for (const { i, tokens } of golden.tokenize) expect(tokenizer.tokenize(texts[i])).toEqual(tokens);
  });

  it('encodes pairs', () => {
    for (const { a, b, seq, types, ...row } of golden.pairs) {
      // As in Python, an empty second text is none.
      const encoding = tokenizer.encodeFull(a, { text_pair: b || null, offset_unit: 'code-point' });
      expect({ a, b, ...rowOf(encoding, row) }).toEqual({ a, b, ...row });
      if (seq) expect([...encoding.sequenceIds]).toEqual(seq);
      if (types) expect([...encoding.typeIds]).toEqual(types);
    }
  });

  it('truncates, with overflowing windows', () => {
    for (const { text, pair, args, outputs } of golden.truncation) {
      const { return_overflowing_tokens: overflow, ...options } = args as EncodeOptions &
        Record<string, unknown>;
      delete options.return_offsets_mapping;
      const encode = (): Encoding =>
        tokenizer.encodeFull(text, { ...options, text_pair: pair, offset_unit: 'code-point' });
      if (!outputs) {
        expect(encode).toThrow(/stride|cannot remove/);
        continue;
      }
      const encoding = encode();
      const rows = overflow ? [encoding, ...encoding.overflowing] : [encoding];
      expect(rows.map((row, i) => rowOf(row, outputs[i]))).toEqual(outputs);
    }
  });

  it('pads', () => {
    for (const { texts: batch, pairs, args, outputs } of golden.padding) {
      const rows = tokenizer.encodeFullBatch(batch ?? pairs!.map(([first]) => first), {
        ...args,
        text_pair: pairs?.map(([, second]) => second),
      });
      expect(rows.map((row, i) => rowOf(row, outputs[i]))).toEqual(outputs);
    }
  });

  it('decodes with options', () => {
    for (const { ids, args, text } of golden.decode) expect(tokenizer.decode(ids, args)).toBe(text);
  });

  const { text_target: targets, split_into_words: split } = golden;
  if (targets) {
    it('encodes what the model is to write', () => {
      for (const { text, ids } of targets) {
        const { labels } = tokenizer(texts[1], { text_target: text, return_tensor: false });
        expect({ text, labels }).toEqual({ text, labels: ids });
        expect(tokenizer(null, { text_target: [text], return_tensor: false }).input_ids).toEqual([ids]);
        expect(tokenizer.encode(texts[1])).toEqual(golden.single[1].ids);
      }
    });
  }

  if (split) {
    it('takes words', () => {
      const { input, words, ...row } = split;
      const encoding = tokenizer.encodeFull(input, { is_split_into_words: true, offset_unit: 'code-point' });
      expect(rowOf(encoding, row)).toEqual(row);
      expect([...encoding.wordIds]).toEqual(words);
    });
  }
}

/** An encoding in the form of the goldens, with the fields that `like` has. */
function rowOf(encoding: Encoding, like: Row): Row {
  const row: Row = { ids: [...encoding.ids] };
  if (like.special) row.special = row.ids.map((_, i) => i).filter((i) => encoding.specialTokensMask[i]);
  if (like.off) row.off = [...encoding.flatOffsets];
  if (like.mask) row.mask = [...encoding.attentionMask];
  if (like.types) row.types = [...encoding.typeIds];
  return row;
}
