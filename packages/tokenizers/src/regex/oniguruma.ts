import { convertClass } from './character-class.js';
import { caseVariants, escaped } from './code-points.js';
import { PatternReader, UnsupportedRegexError } from './pattern-reader.js';
import { shorthands } from './properties.js';

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

class Converter {
  private readonly reader: PatternReader;
  private atomicGroups = 0;
  private flags: Flags = { ignoreCase: false, dotAll: false, extended: false };
  private readonly hasBackreferences: boolean;

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
    this.hasBackreferences = /\\[1-9k]/.test(pattern);
  }

  convert(): string {
    const source = this.alternatives();
    if (!this.reader.done) this.reader.refuse('a ")" has no partner');
    return source;
  }

  /** Up to the end or an unmatched ")". */
  private alternatives(): string {
    const outer = this.flags;
    const source = this.reader.nested(() => {
      let out = '';
      while (!this.reader.done && !this.reader.sees(')'))
        out += this.reader.eat('|') ? '|' : this.quantified();
      return out;
    });
    this.flags = outer;
    return source;
  }

  private quantified(): string {
    let atom = this.atom();
    for (;;) {
      const counted =
        atom === '' ? undefined : this.reader.match(/^(?:[*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})/)?.[0];
      if (counted === undefined) return atom;
      const quantifier = counted.replace('{,', '{0,');
      if (this.reader.eat('?')) atom = `(?:${atom}${quantifier}?)`;
      // In Ruby's syntax {n,m}+ is no possessive quantifier but a repeated one.
      else if (!counted.startsWith('{') && this.reader.eat('+')) atom = this.atomic(`${atom}${quantifier}`);
      else atom = `(?:${atom}${quantifier})`;
    }
  }

  private atom(): string {
    if (this.flags.extended) {
      if (this.reader.match(/^\s/)) return '';
      if (this.reader.eat('#')) {
        while (!this.reader.done && this.reader.next() !== '\n');
        return '';
      }
    }
    if (this.reader.sees('*') || this.reader.sees('+') || this.reader.sees('?')) {
      this.reader.refuse('a quantifier has nothing to repeat');
    }
    const character = this.reader.next();
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return convertClass(this.reader, this.flags.ignoreCase);
      case '\\':
        return this.escape();
      case '.':
        return this.flags.dotAll ? String.raw`[\s\S]` : String.raw`[^\n]`;
      case '^':
        return String.raw`(?:^|(?<=\n)(?!$))`;
      case '$':
        return String.raw`(?=\n|$)`;
      default:
        return this.literal(character.codePointAt(0)!);
    }
  }

  private group(): string {
    if (!this.reader.eat('?')) return this.closed(this.hasBackreferences ? '(' : '(?:');
    for (const open of ['?:', '?=', '?!', '?<=', '?<!']) {
      if (this.reader.eat(open.slice(1))) return this.closed(`(${open}`);
    }
    if (this.reader.eat('>')) return this.atomic(this.closed('(?:'));
    if (this.reader.eat('#')) {
      while (!this.reader.done && this.reader.next() !== ')');
      return '';
    }
    const name = this.reader.match(/^<([A-Za-z_]\w*)>/)?.[1];
    if (name !== undefined) return this.closed(`(?<${name}>`);
    return this.flagGroup();
  }

  /** `(?i:...)`, or `(?i)` for the rest of the enclosing group. */
  private flagGroup(): string {
    const flags = { ...this.flags };
    for (let on = true; ;) {
      const flag = this.reader.next();
      if (flag === '-') on = false;
      else if (flag === 'i') flags.ignoreCase = on;
      else if (flag === 'm') flags.dotAll = on;
      else if (flag === 'x') flags.extended = on;
      else if (flag === ')') {
        this.flags = flags;
        // What follows may hold alternatives, which belong to this part only.
        return `(?:${this.alternatives()})`;
      } else if (flag === ':') {
        const outer = this.flags;
        this.flags = flags;
        const group = this.closed('(?:');
        this.flags = outer;
        return group;
      } else return this.reader.refuse(`the group "(?${flag}" has no JavaScript form`);
    }
  }

  private closed(open: string): string {
    const inner = this.alternatives();
    if (!this.reader.eat(')')) this.reader.refuse('a "(" has no partner');
    return `${open}${inner})`;
  }

  /** What a lookahead has captured is not tried again. */
  private atomic(source: string): string {
    if (this.hasBackreferences)
      this.reader.refuse('atomic groups together with backreferences have no JavaScript form');
    const name = `atomic${++this.atomicGroups}`;
    return `(?:(?=(?<${name}>${source}))\\k<${name}>)`;
  }

  private escape(): string {
    const shorthand = this.reader.shorthand();
    if (shorthand !== undefined) return `[${shorthand}]`;
    const anchor = this.reader.match(/^[AzZbBR]/)?.[0];
    if (anchor !== undefined) return anchors[anchor];
    const backreference = this.reader.match(/^(?:[1-9]|k<\w+>)/)?.[0];
    if (backreference !== undefined) return `\\${backreference}`;
    const unknown = this.reader.match(/^[GKXgyYNOk]/)?.[0];
    if (unknown !== undefined) this.reader.refuse(`\\${unknown} has no JavaScript form`);
    return this.literal(this.reader.escapedCodePoint());
  }

  private literal(codePoint: number): string {
    const variants = this.flags.ignoreCase ? caseVariants(codePoint) : [codePoint];
    return variants.length === 1 ? escaped(codePoint) : `[${variants.map(escaped).join('')}]`;
  }
}
