import { AutomodelError } from '@automodel/core';
import { classOfProperty, shorthands } from './properties.js';

/** A regular expression that has no JavaScript form. */
export class UnsupportedRegexError extends AutomodelError {
  constructor(pattern: string, at: number, reason: string) {
    super(
      'unsupported-regex',
      `the expression ${JSON.stringify(pattern)} cannot be used: ${reason} (at ${at})`,
    );
  }
}

/**
 * Converts an expression in Oniguruma's Ruby syntax, which tokenizer.json holds, to a global JavaScript one.
 *
 * Possessive and atomic groups, `(?i:...)`, POSIX classes, class intersections, `\h`, `\R`, `\A`, `\z` and the Unicode
 * meaning of `\s`, `\w`, `\d`, `\b`, `^` and `$` are converted. Absent operators, conditionals, subexpression calls, `\G`,
 * `\K` and `\X` are refused.
 *
 * @throws UnsupportedRegexError
 * @see https://github.com/kkos/oniguruma/blob/master/doc/RE
 */
export function convertOniguruma(pattern: string): RegExp {
  const source = new Converter(pattern).convert();
  try {
    return new RegExp(source, 'gv');
  } catch (error) {
    throw new UnsupportedRegexError(pattern, 0, (error as Error).message);
  }
}

interface Flags {
  ignoreCase: boolean;
  dotAll: boolean;
  extended: boolean;
}

const WORD = `[${shorthands.w}]`;
const anchors: Readonly<Record<string, string>> = {
  A: '^',
  z: '$',
  Z: String.raw`(?=\n?$)`,
  b: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
  B: `(?:(?<=${WORD})(?=${WORD})|(?<!${WORD})(?!${WORD}))`,
  R: String.raw`(?:\r\n|[\n-\r\x85\u2028\u2029])`,
};
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, a: 7, e: 27 };
// Deeper nesting than any real expression has would only exhaust the stack.
const deepestNesting = 200;

class Converter {
  private at = 0;
  private atomicGroups = 0;
  private depth = 0;
  private flags: Flags = { ignoreCase: false, dotAll: false, extended: false };
  private readonly hasBackreferences: boolean;

  constructor(private readonly pattern: string) {
    this.hasBackreferences = /\\[1-9k]/.test(pattern);
  }

  convert(): string {
    const source = this.alternatives();
    if (this.at < this.pattern.length) this.refuse('a ")" has no partner');
    return source;
  }

  /** Up to the end or an unmatched ")". */
  private alternatives(): string {
    if (++this.depth > deepestNesting) this.refuse('it is nested too deeply');
    const outer = this.flags;
    let out = '';
    while (this.at < this.pattern.length && this.pattern[this.at] !== ')') {
      if (this.eat('|')) out += '|';
      else out += this.quantified();
    }
    this.flags = outer;
    this.depth--;
    return out;
  }

  private quantified(): string {
    let atom = this.atom();
    for (;;) {
      const counted = /^(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})/.exec(
        this.pattern.slice(this.at, this.at + 24),
      )?.[0];
      if (counted === undefined || atom === '') return atom;
      this.at += counted.length;
      const quantifier = counted.replace('{,', '{0,');
      if (this.eat('?')) atom = `(?:${atom}${quantifier}?)`;
      // In Ruby's syntax {n,m}+ is no possessive quantifier but a repeated one.
      else if (!counted.startsWith('{') && this.eat('+')) atom = this.atomic(`${atom}${quantifier}`);
      else atom = `(?:${atom}${quantifier})`;
    }
  }

  private atom(): string {
    const start = this.at;
    const character = this.next();
    if (this.flags.extended) {
      if (/\s/.test(character)) return '';
      if (character === '#') {
        while (this.at < this.pattern.length && this.next() !== '\n');
        return '';
      }
    }
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.characterClass();
      case '\\':
        return this.escape();
      case '.':
        return this.flags.dotAll ? String.raw`[\s\S]` : String.raw`[^\n]`;
      case '^':
        return String.raw`(?:^|(?<=\n)(?!$))`;
      case '$':
        return String.raw`(?=\n|$)`;
      case '*':
      case '+':
      case '?':
        this.at = start;
        return this.refuse('a quantifier has nothing to repeat');
      default:
        return this.literal(character.codePointAt(0)!);
    }
  }

  private group(): string {
    if (!this.eat('?')) return this.closed(this.hasBackreferences ? '(' : '(?:');
    for (const open of ['?:', '?=', '?!', '?<=', '?<!']) {
      if (this.eat(open.slice(1))) return this.closed(`(${open}`);
    }
    if (this.eat('>')) return this.atomic(this.closed('(?:'));
    if (this.eat('#')) {
      while (this.at < this.pattern.length && this.next() !== ')');
      return '';
    }
    const name = /^<([A-Za-z_]\w*)>/.exec(this.pattern.slice(this.at, this.at + 64));
    if (name) {
      this.at += name[0].length;
      return this.closed(`(?<${name[1]}>`);
    }
    return this.flagGroup();
  }

  /** `(?i:...)`, or `(?i)` for the rest of the enclosing group. */
  private flagGroup(): string {
    const flags = { ...this.flags };
    for (let on = true; ;) {
      const flag = this.next();
      if (flag === '-') on = false;
      else if (flag === 'i') flags.ignoreCase = on;
      else if (flag === 'm') flags.dotAll = on;
      else if (flag === 'x') flags.extended = on;
      else if (flag === ')') {
        this.flags = flags;
        // What follows may hold alternatives, which belong to this part only.
        return `(?:${this.rest()})`;
      } else if (flag === ':') {
        const outer = this.flags;
        this.flags = flags;
        const group = this.closed('(?:');
        this.flags = outer;
        return group;
      } else return this.refuse(`the group "(?${flag}" has no JavaScript form`);
    }
  }

  private rest(): string {
    const outer = this.flags;
    const source = this.alternatives();
    this.flags = outer;
    return source;
  }

  private closed(open: string): string {
    const inner = this.alternatives();
    if (!this.eat(')')) this.refuse('a "(" has no partner');
    return `${open}${inner})`;
  }

  /** What a lookahead has captured is not tried again. */
  private atomic(source: string): string {
    if (this.hasBackreferences)
      this.refuse('atomic groups together with backreferences have no JavaScript form');
    const name = `atomic${++this.atomicGroups}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  private escape(): string {
    const start = this.at;
    const character = this.next();
    const shorthand = this.shorthand(character);
    if (shorthand) return `[${shorthand}]`;
    if (Object.hasOwn(anchors, character)) return anchors[character];
    if (/[1-9]/.test(character)) return `\\${character}`;
    if (character === 'k') {
      const name = /^<\w+>/.exec(this.pattern.slice(this.at, this.at + 64));
      if (!name) return this.refuse('a backreference needs a name');
      this.at += name[0].length;
      return `\\k${name[0]}`;
    }
    if (/[GKXgyYNO]/.test(character)) this.refuse(`\\${character} has no JavaScript form`);
    this.at = start;
    return this.literal(this.escapedCodePoint());
  }

  /** Class contents of `\s`, `\W`, `\p{L}`, ...: what has just been read. */
  private shorthand(character: string): string | undefined {
    const lower = character.toLowerCase();
    if (Object.hasOwn(shorthands, lower)) {
      return lower === character ? shorthands[lower] : `[^${shorthands[lower]}]`;
    }
    if (lower !== 'p') return undefined;
    const name = /^\{(\^?)([^}]*)\}/.exec(this.pattern.slice(this.at, this.at + 64));
    const property = name && classOfProperty(name[2]);
    if (!property) return this.refuse(`\\${character} names no known property`);
    this.at += name[0].length;
    return (character === 'P') !== (name[1] === '^') ? `[^${property}]` : property;
  }

  /** The character after a backslash. */
  private escapedCodePoint(): number {
    const hex = /^(?:x\{([0-9A-Fa-f]{1,6})\}|x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{4})|(0[0-7]{0,2}))/.exec(
      this.pattern.slice(this.at, this.at + 10),
    );
    if (hex) {
      this.at += hex[0].length;
      const codePoint = hex[4] ? parseInt(hex[4], 8) : parseInt(hex[1] ?? hex[2] ?? hex[3], 16);
      return codePoint <= 0x10ffff ? codePoint : this.refuse('there is no such character');
    }
    const character = this.next();
    return Object.hasOwn(controls, character) ? controls[character] : character.codePointAt(0)!;
  }

  /** After "[". */
  private characterClass(): string {
    if (++this.depth > deepestNesting) this.refuse('it is nested too deeply');
    const negated = this.eat('^');
    const operands: string[] = [];
    let operand = this.eat(']') ? this.member(0x5d) : '';
    while (!this.eat(']')) {
      if (this.eat('&&')) {
        operands.push(operand);
        operand = '';
      } else operand += this.classItem();
    }
    this.depth--;
    operands.push(operand);
    const contents = operands.length === 1 ? operand : operands.map((each) => `[${each}]`).join('&&');
    return `[${negated ? '^' : ''}${contents}]`;
  }

  private classItem(): string {
    const posix = /^\[:(\^?)(\w+):\]/.exec(this.pattern.slice(this.at, this.at + 24));
    if (posix) {
      const property = classOfProperty(posix[2]) ?? this.refuse(`there is no class [:${posix[2]}:]`);
      this.at += posix[0].length;
      return posix[1] ? `[^${property}]` : property;
    }
    if (this.eat('[')) return this.characterClass();
    const start = this.at;
    if (this.eat('\\')) {
      const shorthand = this.shorthand(this.next());
      if (shorthand) return shorthand;
      this.at = start;
    }
    const first = this.classCodePoint();
    if (this.pattern[this.at] !== '-' || this.pattern[this.at + 1] === ']') return this.member(first);
    const dash = this.at;
    this.eat('-');
    if (this.pattern[this.at] === '[' || /^\\[sSwWdDhHpP]/.test(this.pattern.slice(this.at, this.at + 2))) {
      this.at = dash;
      return this.member(first);
    }
    const last = this.classCodePoint();
    if (last < first) this.refuse('a range ends before it begins');
    return this.range(first, last);
  }

  private classCodePoint(): number {
    if (!this.eat('\\')) return this.next().codePointAt(0)!;
    if (this.eat('b')) return 8;
    return this.escapedCodePoint();
  }

  private range(first: number, last: number): string {
    const source = `${escaped(first)}-${escaped(last)}`;
    if (!this.flags.ignoreCase) return source;
    let others = '';
    for (let letter = 0x41; letter <= 0x5a; letter++) {
      if (letter >= first && letter <= last) others += escaped(letter + 32);
      if (letter + 32 >= first && letter + 32 <= last) others += escaped(letter);
    }
    return source + others;
  }

  private member(codePoint: number): string {
    return this.flags.ignoreCase ? caseVariants(codePoint).map(escaped).join('') : escaped(codePoint);
  }

  private literal(codePoint: number): string {
    const variants = this.flags.ignoreCase ? caseVariants(codePoint) : [codePoint];
    return variants.length === 1 ? escaped(codePoint) : `[${variants.map(escaped).join('')}]`;
  }

  private next(): string {
    if (this.at >= this.pattern.length) this.refuse('it ends too early');
    const character = String.fromCodePoint(this.pattern.codePointAt(this.at)!);
    this.at += character.length;
    return character;
  }

  private eat(text: string): boolean {
    if (!this.pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  private refuse(reason: string): never {
    throw new UnsupportedRegexError(this.pattern.slice(0, 200), this.at, reason);
  }
}

function escaped(codePoint: number): string {
  const character = String.fromCodePoint(codePoint);
  return /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${codePoint.toString(16)}}`;
}

/** The letters that are equal when case is ignored; the long s and the Kelvin sign fold to ASCII. */
function caseVariants(codePoint: number): number[] {
  const character = String.fromCodePoint(codePoint);
  const lower = character.toLowerCase();
  const variants = [character, lower, character.toUpperCase()];
  if (lower === 's') variants.push('\u017F');
  if (lower === 'k') variants.push('\u212A');
  const single = variants.map((variant) => [...variant]).filter((variant) => variant.length === 1);
  return [...new Set(single.map(([variant]) => variant.codePointAt(0)!))];
}
