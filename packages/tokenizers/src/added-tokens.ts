import { characterKind, codePointAt, codePointBefore, isSpace, Kind } from './text/characters.js';
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

/** Finds added tokens: at each place the longest one, in one pass over the text. */
export class AddedTokenFinder {
  private readonly trie = new Trie();
  private readonly firstUnits: RegExp | undefined;

  constructor(
    private readonly tokens: readonly AddedToken[],
    contentOf: (token: AddedToken) => string = (token) => token.content,
  ) {
    const firstUnits = new Set<string>();
    tokens.forEach((token, index) => {
      const content = contentOf(token);
      if (content === '') return;
      this.trie.set(content, index);
      firstUnits.add(`\\u${content.charCodeAt(0).toString(16).padStart(4, '0')}`);
    });
    if (firstUnits.size > 0) this.firstUnits = new RegExp(`[${[...firstUnits].join('')}]`, 'g');
  }

  /** Visits the text from left to right, added tokens and what lies between them. */
  split(text: string, visit: (start: number, end: number, token?: AddedToken) => void): void {
    let done = 0;
    for (let at = this.nextCandidate(text, 0); at >= 0;) {
      const match = this.longestAt(text, at);
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

  private longestAt(text: string, start: number): { token: AddedToken; end: number } | undefined {
    let found: { token: AddedToken; end: number } | undefined;
    let node = Trie.root;
    for (let at = start; at < text.length;) {
      node = this.trie.next(node, text.charCodeAt(at++));
      if (node < 0) break;
      const index = this.trie.value(node);
      if (index >= 0) found = { token: this.tokens[index], end: at };
    }
    return found;
  }
}

function touchesWord(text: string, start: number, end: number): boolean {
  const isWord = (codePoint: number): boolean => (characterKind(codePoint) & Kind.Word) !== 0;
  return (
    (start > 0 && isWord(codePointBefore(text, start))) ||
    (end < text.length && isWord(codePointAt(text, end)))
  );
}
