import { GuidedTextError } from './errors.js';
import { complement, union, type CharacterRanges } from './expression.js';

const codePoint = (character: string): number => character.codePointAt(0)!;
const range = (low: string, high = low): readonly [number, number] => [codePoint(low), codePoint(high)];

const digits = [range('0', '9')];
const wordCharacters = [range('0', '9'), range('A', 'Z'), range('_'), range('a', 'z')];
// JavaScript's white space and ends of lines.
const spaces = [
  range('\t', '\r'),
  range(' '),
  range('\u00a0'),
  range('\u1680'),
  range('\u2000', '\u200a'),
  range('\u2028', '\u2029'),
  range('\u202f'),
  range('\u205f'),
  range('\u3000'),
  range('\ufeff'),
];
const classes: Readonly<Record<string, CharacterRanges>> = {
  d: digits,
  D: complement(digits),
  w: wordCharacters,
  W: complement(wordCharacters),
  s: spaces,
  S: complement(spaces),
};
const controls: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  f: '\f',
  v: '\v',
  0: '\0',
  b: '\b',
};

/** Reads a pattern or grammar, character by character; what both have in common is read here. */
export class SourceReader {
  #at = 0;
  readonly #characters: readonly string[];

  constructor(
    readonly what: string,
    readonly source: string,
  ) {
    this.#characters = Array.from(source);
  }

  get ended(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** The next character, or an empty text at the end. */
  peek(ahead = 0): string {
    return this.#characters[this.#at + ahead] ?? '';
  }

  next(): string {
    if (this.ended) throw this.error('ends too early');
    return this.#characters[this.#at++];
  }

  /** Whether `text` comes next; then it is read. */
  take(text: string): boolean {
    const expected = Array.from(text);
    if (!expected.every((character, i) => this.peek(i) === character)) return false;
    this.#at += expected.length;
    return true;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.error(`needs "${text}" instead of "${this.peek()}"`);
  }

  /** As many characters as match, one by one. */
  takeWhile(pattern: RegExp): string {
    let read = '';
    while (!this.ended && pattern.test(this.peek())) read += this.next();
    return read;
  }

  error(problem: string): GuidedTextError {
    return new GuidedTextError(
      `${this.what} ${problem}, at character ${this.#at} of ${JSON.stringify(this.source)}`,
    );
  }

  /** A class in brackets, of which the first is read. */
  readClass(): CharacterRanges {
    const negated = this.take('^');
    const ranges: (readonly [number, number])[] = [];
    while (!this.take(']')) {
      const low = this.#classItem();
      if (this.peek() !== '-' || this.peek(1) === ']') {
        ranges.push(...low);
        continue;
      }
      this.next();
      const high = this.#classItem();
      if (!isSingle(low) || !isSingle(high) || low[0][0] > high[0][0]) {
        throw this.error('has a range of characters whose ends are none or not in order');
      }
      ranges.push([low[0][0], high[0][0]]);
    }
    return negated ? complement(ranges) : union(ranges);
  }

  #classItem(): CharacterRanges {
    const character = this.next();
    return character === '\\' ? this.readEscape(true) : [range(character)];
  }

  /** What follows a backslash. */
  readEscape(inClass = false): CharacterRanges {
    const letter = this.next();
    if (Object.hasOwn(classes, letter)) return classes[letter];
    if (letter === 'p' || letter === 'P') return this.#property(letter === 'P');
    if (letter === 'x') return this.#hexadecimal(2);
    if (letter === 'u') {
      if (!this.take('{')) return this.#hexadecimal(4);
      const value = parseInt(this.takeWhile(/[0-9A-Fa-f]/), 16);
      this.expect('}');
      if (!(value <= 0x10ffff)) throw this.error('has an escape that is no code point');
      return [[value, value]];
    }
    if (letter === 'b' && !inClass) throw this.error('has \\b, a word boundary, which is not supported');
    if (letter === '0' && /[0-9]/.test(this.peek())) throw this.error('has an octal escape; use \\x');
    if (Object.hasOwn(controls, letter)) return [range(controls[letter])];
    if (/[A-Za-z1-9]/.test(letter)) throw this.error(`has \\${letter}, which is not supported`);
    return [range(letter)];
  }

  #hexadecimal(length: number): CharacterRanges {
    let read = '';
    while (read.length < length && /[0-9A-Fa-f]/.test(this.peek())) read += this.next();
    if (read.length < length) throw this.error(`has an escape with fewer than ${length} hexadecimal digits`);
    const value = parseInt(read, 16);
    return [[value, value]];
  }

  #property(negated: boolean): CharacterRanges {
    this.expect('{');
    const name = this.takeWhile(/[\w=]/);
    this.expect('}');
    const ranges = propertyRanges(name);
    if (!ranges) throw this.error(`has \\p{${name}}, which JavaScript does not know`);
    return negated ? complement(ranges) : ranges;
  }
}

const isSingle = (ranges: CharacterRanges): boolean => ranges.length === 1 && ranges[0][0] === ranges[0][1];

const properties = new Map<string, CharacterRanges>();

/** The characters with a Unicode property, as the engine knows them; undefined if it does not. */
function propertyRanges(name: string): CharacterRanges | undefined {
  const known = properties.get(name);
  if (known) return known;
  let pattern: RegExp;
  try {
    pattern = new RegExp(`\\p{${name}}`, 'u');
  } catch {
    return undefined;
  }
  const ranges: [number, number][] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!pattern.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last?.[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  properties.set(name, ranges);
  return ranges;
}
