import { codePointAt, unitsOf } from '../text/characters.js';
import type { BpeSettings } from './bpe-merges.js';
import type { PairTable } from './pair-table.js';
import type { TokenIndex } from './token-index.js';
import type { WordCounts } from './trainer.js';

/** The characters that become tokens: those of the words and of the initial alphabet, most frequent first to stay. */
export function addAlphabet(words: WordCounts, settings: BpeSettings, vocabulary: TokenIndex): void {
  const counts = new Map<number, number>();
  for (const [word, count] of words) {
    for (let at = 0; at < word.length;) {
      const character = codePointAt(word, at);
      counts.set(character, (counts.get(character) ?? 0) + count);
      at += unitsOf(character);
    }
  }
  for (const character of settings.initial_alphabet) counts.set(character.codePointAt(0)!, Infinity);
  let kept = [...counts.keys()].sort((a, b) => a - b);
  const { limit_alphabet: limit = kept.length } = settings;
  if (kept.length > limit) {
    // Of equally frequent characters Python keeps any; here those that come first in Unicode.
    const frequent = kept.toSorted((a, b) => counts.get(b)! - counts.get(a)! || a - b);
    kept = frequent.slice(0, limit).sort((a, b) => a - b);
  }
  for (const character of kept) vocabulary.add(String.fromCodePoint(character));
}

/** Words as token ids, which merges shorten in place. */
export class BpeWords {
  /** The ids of all words, one after the other. */
  private readonly symbols: Int32Array;
  /** Of how many characters each of them is. */
  private readonly lengths: Int32Array;
  /** Where each word begins. */
  private readonly starts: Int32Array;
  /** How many tokens each word has. */
  private readonly sizes: Int32Array;
  private readonly counts: Float64Array;

  constructor(words: WordCounts, settings: BpeSettings, vocabulary: TokenIndex) {
    this.symbols = new Int32Array(words.reduce((sum, [word]) => sum + word.length, 0));
    this.lengths = new Int32Array(this.symbols.length).fill(1);
    this.starts = new Int32Array(words.length);
    this.sizes = new Int32Array(words.length);
    this.counts = Float64Array.from(words, ([, count]) => count);
    const idOf = symbolIds(settings, vocabulary);
    let end = 0;
    words.forEach(([word], i) => {
      this.starts[i] = end;
      for (let at = 0; at < word.length;) {
        const character = codePointAt(word, at);
        const next = at + unitsOf(character);
        const id = idOf(character, at === 0, next === word.length);
        if (id >= 0) this.symbols[end++] = id;
        at = next;
      }
      this.sizes[i] = end - this.starts[i];
    });
  }

  countPairs(pairs: PairTable): void {
    for (let word = 0; word < this.starts.length; word++) {
      const end = this.starts[word] + this.sizes[word];
      for (let i = this.starts[word] + 1; i < end; i++) {
        pairs.add(this.symbols[i - 1], this.symbols[i], this.counts[word], word);
      }
    }
  }

  /** Merges a pair in one word and counts the pairs that come and go; tokens of `maxLength` and more are not counted. */
  merge(
    word: number,
    left: number,
    right: number,
    merged: number,
    maxLength: number,
    pairs: PairTable,
  ): void {
    const { symbols, lengths } = this;
    const count = this.counts[word];
    const start = this.starts[word];
    const end = start + this.sizes[word];
    let to = start;
    for (let from = start; from < end; from++, to++) {
      const symbol = symbols[from];
      if (symbol !== left || from + 1 >= end || symbols[from + 1] !== right) {
        symbols[to] = symbol;
        lengths[to] = lengths[from];
        continue;
      }
      const length = lengths[from] + lengths[from + 1];
      if (to > start) {
        pairs.remove(symbols[to - 1], left, count);
        if (lengths[to - 1] + length < maxLength) pairs.add(symbols[to - 1], merged, count, word);
      }
      from++;
      if (from + 1 < end) {
        pairs.remove(right, symbols[from + 1], count);
        if (lengths[from + 1] + length < maxLength) pairs.add(merged, symbols[from + 1], count, word);
      }
      symbols[to] = merged;
      lengths[to] = length;
    }
    this.sizes[word] = to - start;
  }
}

/** The id of a character by its place in the word, with prefix and suffix; -1 if it is not in the alphabet. */
function symbolIds(
  { continuing_subword_prefix: prefix = '', end_of_word_suffix: suffix = '' }: BpeSettings,
  vocabulary: TokenIndex,
): (character: number, isFirst: boolean, isLast: boolean) => number {
  const known = [0, 1, 2, 3].map(() => new Map<number, number>());
  return (character, isFirst, isLast) => {
    const ids = known[(isFirst ? 1 : 0) + (isLast ? 2 : 0)];
    let id = ids.get(character);
    if (id === undefined) {
      const text = String.fromCodePoint(character);
      const token = (isFirst ? '' : prefix) + text + (isLast ? suffix : '');
      id = vocabulary.has(text) ? vocabulary.add(token) : -1;
      ids.set(character, id);
    }
    return id;
  };
}
