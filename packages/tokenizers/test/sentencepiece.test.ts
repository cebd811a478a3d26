import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenizerFileError, tokenizerFromFiles, type MultilingualTokenizer } from '../src/index.js';
import { readSentencePiece } from '../src/sentencepiece/model-file.js';
import { SentencePieceProcessor } from '../src/sentencepiece/processor.js';
import { fixtureFolders, readJson } from './fixtures.js';

interface Row {
  text: string;
  ids: number[];
  dec: string;
  skip?: string;
}

/** What Python says of small SentencePiece and tiktoken files, alone and as the files of a class. */
interface Cases {
  sentencepiece: { file: string; rows: { text: string | null; pieces: string[]; decoded: string }[] }[];
  cases: {
    name: string;
    class: string;
    files: Record<string, string>;
    config: object;
    tokenizer_config: object | null;
    vocab_len: number;
    special_tokens: object;
    all_special_ids: number[];
    padding_side: string;
    pair: number[];
    text_target?: number[];
    rows: Row[];
  }[];
}

const [embedded] = fixtureFolders;
const { sentencepiece, cases } = readJson(embedded, 'tokenizers/sentencepiece/cases.json') as Cases;

function bytesOf(file: string): Uint8Array {
  return readFileSync(new URL(`tokenizers/sentencepiece/${file}`, embedded.url));
}

function filesOf(bytes: Record<string, Uint8Array>, texts: Record<string, unknown>) {
  return {
    readBytes: (name: string) => Promise.resolve<Uint8Array | undefined>(bytes[name]),
    readText: (name: string) =>
      Promise.resolve(texts[name] == null ? undefined : JSON.stringify(texts[name])),
  };
}

describe.each(sentencepiece)('SentencePiece: $file', ({ file, rows }) => {
  const processor = new SentencePieceProcessor(readSentencePiece(bytesOf(file), file));

  it('splits and joins as the library', () => {
    for (const { text, pieces, decoded } of rows) {
      if (text !== null)
        expect({ text, pieces: processor.encode(text).map((piece) => piece.text) }).toEqual({ text, pieces });
      expect({ pieces, decoded: processor.decode(pieces) }).toEqual({ pieces, decoded });
    }
  });

  it('says where pieces lie in the text, from left to right', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let last = 0;
        for (const { start, end } of processor.encode(text)) {
          expect(start).toBeGreaterThanOrEqual(Math.min(last, start));
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
    );
  });
});

describe.each(cases)('a folder with $files only: $name', (golden) => {
  const load = () =>
    tokenizerFromFiles(
      filesOf(Object.fromEntries(Object.entries(golden.files).map(([name, file]) => [name, bytesOf(file)])), {
        'config.json': golden.config,
        'tokenizer_config.json': golden.tokenizer_config,
      }),
    );

  it(`is what Python's ${golden.class} is`, async () => {
    const tokenizer = await load();
    expect(tokenizer.total_vocab_size).toBe(golden.vocab_len);
    // Python's has names that single classes invent, too.
    expect(golden.special_tokens).toMatchObject(tokenizer.special_tokens_map);
    expect([...new Set(tokenizer.all_special_ids)].sort((a, b) => a - b)).toEqual(golden.all_special_ids);
    expect(tokenizer.padding_side).toBe(golden.padding_side);
    for (const { text, ids, dec, skip = dec } of golden.rows) {
      expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
      expect({ text, dec: tokenizer.decode(ids) }).toEqual({ text, dec });
      expect({ text, skip: tokenizer.decode(ids, { skip_special_tokens: true }) }).toEqual({ text, skip });
    }
    const [first, , , second] = golden.rows;
    expect(tokenizer.encode(first.text, { text_pair: second.text })).toEqual(golden.pair);
  });

  if (!golden.text_target) return;

  it('encodes what the model is to write', async () => {
    const tokenizer = (await load()) as MultilingualTokenizer;
    const target = [golden.rows[0].text];
    expect(tokenizer(null, { text_target: target, return_tensor: false }).input_ids).toEqual([
      golden.text_target,
    ]);
    expect(tokenizer.encode(target[0])).toEqual(golden.rows[0].ids);
  });
});

describe('malformed files', () => {
  const model = bytesOf('unigram.model');
  const load = (bytes: Uint8Array) =>
    tokenizerFromFiles(filesOf({ 'spiece.model': bytes }, { 'config.json': { model_type: 't5' } }));

  it.each<[what: string, bytes: Uint8Array, message: RegExp]>([
    ['nothing', new Uint8Array(), /^spiece\.model: .*it has no pieces/],
    ['text', new TextEncoder().encode('hello'), /^spiece\.model: it is no SentencePiece model/],
    ['half a file', model.subarray(0, model.length - 7), /^spiece\.model: .*a field claims \d+ bytes/],
    ['a length beyond all bounds', Uint8Array.of(10, 255, 255, 255, 255, 127), /a field claims \d+ bytes/],
    ['a number without end', new Uint8Array(20).fill(255), /a number has more than ten bytes/],
    ['a piece that is no text', Uint8Array.of(10, 3, 10, 1, 255), /pieces\[0\].* field 1 is not text/],
    ['a piece without text', Uint8Array.of(10, 0), /pieces\[0\]: it is empty/],
    ['a model of words', Uint8Array.of(10, 3, 10, 1, 65, 18, 2, 24, 3), /model type 3 is neither/],
    [
      'lines that are no ranks',
      new TextEncoder().encode('IQ== 0\nIg== x\n'),
      /^spiece\.model: line 2: a token/,
    ],
  ])('%s', async (_, bytes, message) => {
    const error: unknown = await load(bytes).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(TokenizerFileError);
    expect((error as Error).message).toMatch(message);
  });

  it('any change gives a tokenizer or a typed error', async () => {
    const change = fc.record({ at: fc.nat(model.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        let bytes = Uint8Array.from(model);
        for (const { at, byte, cut } of changes) {
          if (cut) bytes = bytes.slice(0, Math.max(at, 1));
          else if (at < bytes.length) bytes[at] = byte;
        }
        try {
          const tokenizer = await load(bytes);
          expect(typeof tokenizer.decode(tokenizer.encode('Ä man ﬁnds … 中文'))).toBe('string');
        } catch (error) {
          if (!(error instanceof TokenizerFileError)) throw error;
        }
        try {
          new SentencePieceProcessor(readSentencePiece(bytes, 'source.spm')).encode('Ä man ﬁnds … 中文');
        } catch (error) {
          if (!(error instanceof TokenizerFileError)) throw error;
        }
      }),
      { numRuns: 300 },
    );
  });
});
