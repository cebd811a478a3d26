import { codePointBefore, unitsOf } from '../text/characters.js';
import { emptyHash, hashRange, hashUnit } from '../text/string-table.js';
import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

export interface WordPieceOptions {
  unkToken: string;
  continuingSubwordPrefix: string;
  /** Longer words, in characters, are unknown. */
  maxInputCharsPerWord: number;
}

/** BERT's: greedily the longest token that fits, from left to right; a word with an unknown rest is unknown. */
export class WordPiece implements Model {
  private readonly longest: number;
  /** Of the rest of a word, up to each length. */
  private readonly hashes: Int32Array;
  private readonly prefixHash: number;

  constructor(
    readonly vocabulary: Vocabulary,
    private readonly options: WordPieceOptions,
  ) {
    this.longest = vocabulary.longest;
    this.hashes = new Int32Array(this.longest + 1);
    const { continuingSubwordPrefix: prefix } = options;
    this.prefixHash = hashRange(prefix, 0, prefix.length);
  }

  get continuingSubwordPrefix(): string {
    return this.options.continuingSubwordPrefix;
  }

  tokenizeWord(word: string): WordTokens {
    const { continuingSubwordPrefix, maxInputCharsPerWord } = this.options;
    if (word.length > maxInputCharsPerWord && [...word].length > maxInputCharsPerWord)
      return this.unknown(word);
    const ids: number[] = [];
    const offsets: number[] = [];
    for (let start = 0; start < word.length;) {
      const prefix = start === 0 ? '' : continuingSubwordPrefix;
      const most = Math.min(word.length - start, this.longest);
      let hash = start === 0 ? emptyHash : this.prefixHash;
      for (let length = 1; length <= most; length++) {
        hash = hashUnit(hash, word.charCodeAt(start + length - 1));
        this.hashes[length] = hash;
      }
      let index = -1;
      let end = start + most;
      while (end > start) {
        const hash = this.hashes[end - start];
        index = this.vocabulary.findJoined(hash, prefix, prefix.length, word, start, end);
        if (index >= 0) break;
        end -= unitsOf(codePointBefore(word, end));
      }
      if (index < 0) return this.unknown(word);
      ids.push(this.vocabulary.idAt(index));
      offsets.push(start, end);
      start = end;
    }
    return { ids, offsets };
  }

  private unknown(word: string): WordTokens {
    const id = this.vocabulary.id(this.options.unkToken);
    return id === undefined ? { ids: [], offsets: [] } : { ids: [id], offsets: [0, word.length] };
  }
}
