import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

/** Every word is one token; a word that is not in the vocabulary is the unknown token, or nothing without one. */
export class WordLevel implements Model {
  constructor(
    readonly vocabulary: Vocabulary,
    private readonly unkToken: string,
  ) {}

  tokenizeWord(word: string): WordTokens {
    const id = this.vocabulary.id(word);
    if (id !== undefined) return { ids: [id], offsets: [0, word.length] };
    const unkId = this.vocabulary.id(this.unkToken);
    return unkId === undefined ? { ids: [], offsets: [] } : { ids: [unkId], offsets: [0, word.length] };
  }
}
