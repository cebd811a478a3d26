import { codePointAt, unitsOf } from './text/characters.js';

/** The tokens of one text, before special tokens are added. Grows while the text is read. */
export class TokenList {
  readonly ids: number[] = [];
  /** Flat `[start, end, ...]`. */
  readonly offsets: number[] = [];
  readonly words: number[] = [];
  /** What tokens read where that is not their entry in the vocabulary. */
  readonly texts = new Map<number, string>();

  get length(): number {
    return this.ids.length;
  }

  add(id: number, start: number, end: number, word: number): void {
    this.ids.push(id);
    this.offsets.push(start, end);
    this.words.push(word);
  }

  /** Counts the offsets of the tokens from `first` on, which belong to `text`, in code points. */
  toCodePoints(text: string, first: number): void {
    if (!/[\uD800-\uDBFF]/.test(text)) return;
    const counts = new Int32Array(text.length + 1);
    for (let at = 0, count = 0; at < text.length; count++) {
      const next = at + unitsOf(codePointAt(text, at));
      counts.fill(count, at, next);
      counts[next] = count + 1;
      at = next;
    }
    for (let i = 2 * first; i < this.offsets.length; i++) this.offsets[i] = counts[this.offsets[i]];
  }
}

/** Part of a token list: `[start, end)`. */
export interface TokenWindow {
  readonly list: TokenList;
  readonly start: number;
  readonly end: number;
}

export function wholeOf(list: TokenList): TokenWindow {
  return { list, start: 0, end: list.length };
}
