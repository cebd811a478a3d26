import { AutomodelError } from '@automodel/core';
import { classOfProperty, shorthands } from './properties.js';

/** A regular expression that cannot be matched, or not within linear time and memory. */
export class UnsupportedRegexError extends AutomodelError {
  constructor(pattern: string, at: number, reason: string) {
    super(
      'unsupported-regex',
      `the expression ${JSON.stringify(pattern)} cannot be used: ${reason} (at ${at})`,
    );
  }
}

const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };
// Deeper nesting than any real expression has would only exhaust the stack.
const deepestNesting = 200;
// Nor is any so long.
const longestPattern = 20_000;

/** Reads an expression from left to right: characters, and the escapes that mean the same in and outside of classes. */
export class PatternReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly pattern: string) {
    if (pattern.length > longestPattern) this.refuse(`it is longer than ${longestPattern} units`);
  }

  get done(): boolean {
    return this.at >= this.pattern.length;
  }

  next(): string {
    if (this.done) this.refuse('it ends too early');
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  /** Whether `text` comes next. */
  sees(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  /** Goes past `text` if it comes next. */
  eat(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  /** Goes past what `shape`, which begins with "^", matches of the next 64 units. */
  match(shape: RegExp): RegExpExecArray | undefined {
    const match = shape.exec(this.pattern.slice(this.at, this.at + 64)) ?? undefined;
    this.at += match?.[0].length ?? 0;
    return match;
  }

  /** Reads something that may hold itself. */
  nested<T>(read: () => T): T {
    if (++this.depth > deepestNesting) this.refuse('it is nested too deeply');
    const result = read();
    this.depth--;
    return result;
  }

  refuse(reason: string): never {
    throw new UnsupportedRegexError(this.pattern.slice(0, 200), this.at, reason);
  }

  /** Class contents of `\s`, `\W`, `\p{L}`, ... after the backslash, if it is one of these. */
  shorthand(): string | undefined {
    const letter = this.match(/^[wsdhp]/i)?.[0];
    if (letter === undefined) return undefined;
    const lower = letter.toLowerCase();
    if (lower !== 'p') return lower === letter ? shorthands[lower] : `[^${shorthands[lower]}]`;
    const name = this.match(/^\{(\^?)([^}]*)\}/);
    const property = name && classOfProperty(name[2]);
    if (!property) return this.refuse(`\\${letter} names no known property`);
    return (letter === 'P') !== (name[1] === '^') ? `[^${property}]` : property;
  }

  /** The character after a backslash. */
  escapedCodePoint(): number {
    const hex = this.match(
      /^(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|(0[0-7]{0,2}))/,
    );
    if (hex) {
      const codePoint = hex[4] ? parseInt(hex[4], 8) : parseInt(hex[1] ?? hex[2] ?? hex[3], 16);
      return codePoint <= 0x10ffff ? codePoint : this.refuse('there is no such character');
    }
    const character = this.next();
    return Object.hasOwn(controls, character) ? controls[character] : character.codePointAt(0)!;
  }
}
