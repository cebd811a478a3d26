import { toByteTokens } from '../text/bytes.js';
import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import type { MergeTable } from './merge-table.js';
import type { Model, WordTokens } from './model.js';
import { Symbols } from './symbols.js';
import type { Vocabulary } from './vocabulary.js';

export interface BpeOptions {
  unkToken: string | undefined;
  continuingSubwordPrefix: string;
  endOfWordSuffix: string;
  /** Neighbouring unknown characters are one token. */
  fuseUnk: boolean;
  /** Unknown characters become bytes where the vocabulary has them. */
  byteFallback: boolean;
  /** A word that is in the vocabulary is that token, whatever the merges say. */
  ignoreMerges: boolean;
}

/**
 * Byte-pair encoding: of all neighbouring tokens, the pair that was learnt first is merged first, the leftmost of equal
 * ones; n log n in the length of the word.
 *
 * @see https://arxiv.org/abs/1508.07909
 */
export class Bpe implements Model {
  private readonly symbols: Symbols;
  private readonly unkId: number | undefined;

  constructor(
    readonly vocabulary: Vocabulary,
    readonly merges: MergeTable,
    readonly options: BpeOptions,
  ) {
    this.symbols = new Symbols(merges);
    this.unkId = options.unkToken === undefined ? undefined : vocabulary.id(options.unkToken);
  }

  get continuingSubwordPrefix(): string {
    return this.options.continuingSubwordPrefix;
  }

  tokenizeWord(word: string): WordTokens {
    if (this.options.ignoreMerges) {
      const id = this.vocabulary.id(word);
      if (id !== undefined) return { ids: [id], offsets: [0, word.length] };
    }
    this.readCharacters(word);
    this.symbols.merge();
    return this.symbols.tokensOf(word);
  }

  /** The characters of a word as symbols. */
  private readCharacters(word: string): void {
    const { continuingSubwordPrefix, endOfWordSuffix, fuseUnk, byteFallback } = this.options;
    const { symbols } = this;
    symbols.clear();
    let unknown = 0;
    const flushUnknown = (): void => {
      if (unknown > 0) symbols.add(this.unkId!, unknown);
      unknown = 0;
    };
    for (let at = 0; at < word.length;) {
      const codePoint = codePointAt(word, at);
      const next = at + unitsOf(codePoint);
      const character = word.slice(at, next);
      const prefix = at > 0 ? continuingSubwordPrefix : '';
      const suffix = next === word.length ? endOfWordSuffix : '';
      at = next;
      const token = prefix + character + suffix;
      const id = this.vocabulary.id(token);
      if (id !== undefined) {
        flushUnknown();
        symbols.add(id, utf8Length(codePoint));
        continue;
      }
      const bytes = byteFallback ? toByteTokens(token).map((byte) => this.vocabulary.id(byte)) : [undefined];
      if (bytes.every((byte) => byte !== undefined)) {
        for (const byte of bytes) symbols.add(byte, 1);
      } else if (this.unkId !== undefined) {
        if (!fuseUnk) flushUnknown();
        unknown += utf8Length(codePoint);
      }
    }
    flushUnknown();
  }
}
