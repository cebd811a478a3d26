import type { Vocabulary } from './vocabulary.js';

/** The tokens of one word. */
export interface WordTokens {
  readonly ids: readonly number[];
  /** Where each token lies in the word, in UTF-16 units: flat `[start, end, start, end, ...]`. */
  readonly offsets: readonly number[];
  /** What tokens read where that is not their entry in the vocabulary: by position. */
  readonly texts?: ReadonlyMap<number, string>;
  /** Of what became several words: the word of each token, and how many words there are. */
  readonly words?: readonly number[];
  readonly wordCount?: number;
}

/** Splits one word into tokens of a vocabulary. */
export interface Model {
  readonly vocabulary: Vocabulary;
  /** What tokens begin with that go on with a word, as `##`; a model without it does not tell them apart. */
  readonly continuingSubwordPrefix?: string | undefined;
  tokenizeWord(word: string): WordTokens;
}
