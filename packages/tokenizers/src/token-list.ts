import type { WordTokens } from './models/model.js';
import type { AlignedText } from './text/aligned-text.js';
import { codePointAt, unitsOf } from './text/characters.js';

/** Words that lie in one text, and whether the caller has numbered them. */
interface Section {
  readonly text: AlignedText;
  readonly givenWord: number | undefined;
  readonly firstWord: number;
  /** What offsets are in the caller's unit, if that is not the UTF-16 unit. */
  readonly convert: ((offset: number) => number) | undefined;
}

/** What is known of each token beside its id. */
interface TokenDetails {
  /** Flat `[start, end, ...]`. */
  readonly offsets: Int32Array;
  readonly words: Int32Array;
  /** What tokens read where that is not their entry in the vocabulary. */
  readonly texts: ReadonlyMap<number, string>;
}

/** The tokens of one text, before special tokens are added. Grows while the text is read. */
export class TokenList {
  private tokenIds = new Int32Array(64);
  private count = 0;
  /** Words are kept as the cache has them: what else they say is worked out once it is asked for. */
  private readonly words: WordTokens[] = [];
  /** Where each word begins in its section's text. */
  private readonly starts: number[] = [];
  private readonly sections: Section[] = [];
  private knownDetails: TokenDetails | undefined;

  get length(): number {
    return this.count;
  }

  get ids(): Int32Array {
    return this.tokenIds.subarray(0, this.count);
  }

  get details(): TokenDetails {
    return (this.knownDetails ??= this.readDetails());
  }

  /** Words that are added from now on lie in this text; they are numbered as they come, or have the number given. */
  begin(text: AlignedText, givenWord: number | undefined, convert: Section['convert']): void {
    this.sections.push({ text, givenWord, firstWord: this.words.length, convert });
  }

  /** Adds the word that begins at `start` of the text. */
  addWord(word: WordTokens, start: number): void {
    const { ids } = word;
    this.words.push(word);
    this.starts.push(start);
    if (this.count + ids.length > this.tokenIds.length) {
      const larger = new Int32Array(2 * (this.count + ids.length));
      larger.set(this.tokenIds);
      this.tokenIds = larger;
    }
    for (const id of ids) this.tokenIds[this.count++] = id;
  }

  private readDetails(): TokenDetails {
    const offsets = new Int32Array(2 * this.count);
    const words = new Int32Array(this.count);
    const texts = new Map<number, string>();
    let token = 0;
    let number = 0;
    this.sections.forEach(({ text, givenWord, firstWord, convert }, i) => {
      const end = this.sections.at(i + 1)?.firstWord ?? this.words.length;
      for (let w = firstWord; w < end; w++) {
        const word = this.words[w];
        const start = this.starts[w];
        if (word.texts) for (const [at, written] of word.texts) texts.set(token + at, written);
        for (let t = 0; t < word.ids.length; t++, token++) {
          const from = text.originalStart(start + word.offsets[2 * t]);
          const to = text.originalEnd(start + word.offsets[2 * t + 1] - 1);
          offsets[2 * token] = convert ? convert(from) : from;
          offsets[2 * token + 1] = convert ? convert(to) : to;
          words[token] = givenWord ?? (word.words ? number + word.words[t] : number);
        }
        number += word.wordCount ?? 1;
      }
    });
    return { offsets, words, texts };
  }
}

/** Counts the code points up to an offset in a text. */
export function codePointCounter(text: string): (offset: number) => number {
  let counts: Int32Array | undefined;
  return (offset) => (counts ??= codePointCounts(text))[offset];
}

function codePointCounts(text: string): Int32Array {
  const counts = new Int32Array(text.length + 1);
  for (let at = 0, count = 0; at < text.length; count++) {
    const next = at + unitsOf(codePointAt(text, at));
    counts.fill(count, at, next);
    counts[next] = count + 1;
    at = next;
  }
  return counts;
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
