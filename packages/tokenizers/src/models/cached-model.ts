import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

const mostWords = 1 << 16;
// Longer ones hardly ever come twice.
const longestWord = 96;

/** Remembers words: in any language a few thousand make up most of a text. */
export class CachedModel implements Model {
  private readonly words = new Map<string, WordTokens>();

  constructor(private readonly inner: Model) {}

  get vocabulary(): Vocabulary {
    return this.inner.vocabulary;
  }

  tokenizeWord(word: string): WordTokens {
    const known = this.words.get(word);
    if (known) return known;
    const tokens = this.inner.tokenizeWord(word);
    if (word.length <= longestWord) {
      if (this.words.size >= mostWords) this.words.clear();
      this.words.set(word, tokens);
    }
    return tokens;
  }
}
