import { hashRange, StringTable } from '../text/string-table.js';
import type { Model, WordTokens } from './model.js';

const mostWords = 1 << 16;
// Longer ones hardly ever come twice.
const longestWord = 96;

/** Remembers words: in any language a few thousand make up most of a text. */
export class WordCache {
  private words = new StringTable();
  private tokens: WordTokens[] = [];

  constructor(private readonly model: Model) {}

  /** The tokens of the word `[start, end)` of a text. */
  tokensOf(text: string, start: number, end: number): WordTokens {
    if (end - start > longestWord) return this.model.tokenizeWord(text.slice(start, end));
    const hash = hashRange(text, start, end);
    const known = this.words.find(hash, text, start, end);
    if (known >= 0) return this.tokens[known];
    const tokens = this.model.tokenizeWord(text.slice(start, end));
    if (this.words.size >= mostWords) {
      this.words = new StringTable();
      this.tokens = [];
    }
    this.words.add(hash, text, start, end);
    this.tokens.push(tokens);
    return tokens;
  }
}
