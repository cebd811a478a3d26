import { codePointBefore, unitsOf } from '../text/characters.js';
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

  constructor(
    readonly vocabulary: Vocabulary,
    private readonly options: WordPieceOptions,
  ) {
    let longest = 0;
    for (const token of vocabulary.ids.keys()) longest = Math.max(longest, token.length);
    this.longest = longest;
  }

  tokenizeWord(word: string): WordTokens {
    const { unkToken, continuingSubwordPrefix, maxInputCharsPerWord } = this.options;
    const unknown = (): WordTokens => {
      const id = this.vocabulary.id(unkToken);
      return id === undefined ? { ids: [], offsets: [] } : { ids: [id], offsets: [0, word.length] };
    };
    if (word.length > maxInputCharsPerWord && [...word].length > maxInputCharsPerWord) return unknown();
    const ids: number[] = [];
    const offsets: number[] = [];
    for (let start = 0; start < word.length;) {
      const prefix = start === 0 ? '' : continuingSubwordPrefix;
      let end = Math.min(word.length, start + this.longest);
      let id: number | undefined;
      while (end > start) {
        id = this.vocabulary.id(prefix + word.slice(start, end));
        if (id !== undefined) break;
        end -= unitsOf(codePointBefore(word, end));
      }
      if (id === undefined) return unknown();
      ids.push(id);
      offsets.push(start, end);
      start = end;
    }
    return { ids, offsets };
  }
}
