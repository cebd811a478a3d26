import { characterKind, codePointAt, codePointBefore, isSpace, Kind } from './text/characters.js';
import { LongestStarts } from './text/longest-starts.js';
import { Trie } from './text/trie.js';

/** A token that is found in the text before anything else happens to it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out by `decode(ids, { skip_special_tokens: true })`. */
  readonly special: boolean;
  /** Takes the white space before it. */
  readonly lstrip: boolean;
  /** Takes the white space after it. */
  readonly rstrip: boolean;
  /** Only matches where no word characters touch it. */
  readonly single_word: boolean;
  /** Is looked for in the normalized text. */
  readonly normalized: boolean;
}

// At each candidate up to so many units are read; with longer tokens that could become quadratic.
const mostToRead = 64;

/** Finds added tokens: at each place the longest one, in one pass over the text. */
export class AddedTokenFinder {
  private readonly trie = new Trie();
  private readonly firstUnits: RegExp | undefined;
  private readonly contents: readonly string[];
  /** Instead of the trie, if there are long tokens. */
  private readonly starts: LongestStarts | undefined;

  constructor(
    private readonly tokens: readonly AddedToken[],
    contentOf: (token: AddedToken) => string = (token) => token.content,
  ) {
    this.contents = tokens.map(contentOf);
    const firstUnits = new Set<string>();
    this.contents.forEach((content, index) => {
      if (content === '') return;
      this.trie.set(content, index);
      firstUnits.add(`\\u${content.charCodeAt(0).toString(16).padStart(4, '0')}`);
    });
    const isLong = this.contents.some(({ length }) => length > mostToRead);
    if (isLong) this.starts = new LongestStarts(this.contents);
    if (firstUnits.size > 0) this.firstUnits = new RegExp(`[${[...firstUnits].join('')}]`, 'g');
  }

  /** Visits the text from left to right, added tokens and what lies between them. */
  split(text: string, visit: (start: number, end: number, token?: AddedToken) => void): void {
    let done = 0;
    let starts: Int32Array | undefined;
    for (let at = this.nextCandidate(text, 0); at >= 0;) {
      starts ??= this.starts?.of(text);
      const index = starts ? starts[at] : this.longestAt(text, at);
      const match =
        index < 0 ? undefined : { token: this.tokens[index], end: at + this.contents[index].length };
      if (!match || (match.token.single_word && touchesWord(text, at, match.end))) {
        at = this.nextCandidate(text, match ? match.end : at + 1);
        continue;
      }
      let start = at;
      let { end } = match;
      if (match.token.lstrip) while (start > done && isSpace(text.charCodeAt(start - 1))) start--;
      if (match.token.rstrip) while (end < text.length && isSpace(text.charCodeAt(end))) end++;
      if (start > done) visit(done, start);
      visit(start, end, match.token);
      done = end;
      at = this.nextCandidate(text, end);
    }
    if (done < text.length) visit(done, text.length);
  }

  private nextCandidate(text: string, from: number): number {
    if (!this.firstUnits) return -1;
    this.firstUnits.lastIndex = from;
    // `exec` would make an object for each of what may be thousands of candidates.
    return this.firstUnits.test(text) ? this.firstUnits.lastIndex - 1 : -1;
  }

  /** The index of the longest token that begins at `start`, or -1. */
  private longestAt(text: string, start: number): number {
    let longest = -1;
    let node = Trie.root;
    for (let at = start; at < text.length; at++) {
      node = this.trie.next(node, text.charCodeAt(at));
      if (node < 0) break;
      const index = this.trie.value(node);
      if (index >= 0) longest = index;
    }
    return longest;
  }
}

function touchesWord(text: string, start: number, end: number): boolean {
  const isWord = (codePoint: number): boolean => (characterKind(codePoint) & Kind.Word) !== 0;
  return (
    (start > 0 && isWord(codePointBefore(text, start))) ||
    (end < text.length && isWord(codePointAt(text, end)))
  );
}
