import { Tokenizer as RustTokenizer } from '@anush008/tokenizers';
import { PreTrainedTokenizer, type Encoding } from '@automodel/tokenizers';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { clearMergeCache, encode as gptEncode } from 'gpt-tokenizer/encoding/r50k_base';
import { get_encoding } from 'tiktoken';
import type { VocabularyName } from './vocabularies.js';

/** Encodes all documents and says how many tokens there were. */
type EncodeAll = (documents: readonly string[]) => number | Promise<number>;

/** Makes a tokenizer, which has not seen any text, of a tokenizer.json; undefined without such a vocabulary. */
export type Library = (
  name: VocabularyName,
  json: Buffer,
) => EncodeAll | undefined | Promise<EncodeAll | undefined>;

const each =
  (count: (text: string) => number): EncodeAll =>
  (documents) =>
    documents.reduce((sum, text) => sum + count(text), 0);

const automodel =
  (look: (encoding: Encoding) => unknown): Library =>
  async (_, json) => {
    const read = (name: string): Promise<Buffer | undefined> =>
      Promise.resolve(name === 'tokenizer.json' ? json : undefined);
    const tokenizer = await PreTrainedTokenizer.from_files({
      readBytes: read,
      readText: async (name) => (await read(name))?.toString(),
    });
    return each((text) => {
      const encoding = tokenizer.encodeFull(text);
      look(encoding);
      return encoding.ids.length;
    });
  };

export const libraries = {
  /** Ids, and the attention mask that models take beside them. */
  automodel: automodel(({ attentionMask }) => attentionMask),
  /** All that Rust's `Encoding` holds. */
  'automodel, all columns': automodel((row) => [
    row.typeIds,
    row.attentionMask,
    row.specialTokensMask,
    row.wordIds,
    row.sequenceIds,
    row.flatOffsets,
    row.tokens,
  ]),
  /** One thread; the time for handing its ids to JavaScript is part of it. */
  Rust: ((_, json) => {
    const tokenizer = RustTokenizer.fromString(json.toString());
    return async (documents) => {
      const rows = await tokenizer.encodeBatch([...documents]);
      return rows.reduce((sum, row) => sum + row.getIds().length, 0);
    };
  }) satisfies Library as Library,
  '@huggingface/tokenizers': ((_, json) => {
    const tokenizer = new HuggingFaceTokenizer(JSON.parse(json.toString()) as object, {});
    return each((text) => tokenizer.encode(text).ids.length);
  }) satisfies Library as Library,
  'gpt-tokenizer': ((name) => {
    if (name !== 'GPT-2') return undefined;
    clearMergeCache();
    return each((text) => gptEncode(text).length);
  }) satisfies Library as Library,
  tiktoken: ((name) => {
    if (name !== 'GPT-2') return undefined;
    const tokenizer = get_encoding('gpt2');
    return each((text) => tokenizer.encode(text).length);
  }) satisfies Library as Library,
};
export type LibraryName = keyof typeof libraries;
export const libraryNames = Object.keys(libraries) as LibraryName[];
