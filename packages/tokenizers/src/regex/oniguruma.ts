import { convertClass } from './character-class.js';
import { caseVariants, escaped } from './code-points.js';
import { Matcher } from './matcher.js';
import { PatternReader, UnsupportedRegexError } from './pattern-reader.js';
import { compile } from './program.js';
import { shorthands } from './properties.js';
import { alternatives, atomic, look, nothing, sequence, set, type Node } from './syntax.js';

/**
 * Reads an expression in Oniguruma's Ruby syntax, which tokenizer.json holds.
 *
 * Possessive and atomic groups, `(?i:...)`, POSIX classes, class intersections, `\h`, `\R`, `\A`, `\z` and the Unicode
 * meaning of `\s`, `\w`, `\d`, `\b`, `^` and `$` are understood. Backreferences (which no method matches in linear time),
 * absent operators, conditionals, subexpression calls, `\G`, `\K` and `\X` are refused.
 *
 * @throws UnsupportedRegexError
 * @see https://github.com/kkos/oniguruma/blob/master/doc/RE
 */
export function readOniguruma(pattern: string): Matcher {
  const node = new Parser(pattern).parse();
  try {
    return new Matcher(compile(node));
  } catch (error) {
    throw new UnsupportedRegexError(pattern.slice(0, 200), 0, (error as Error).message);
  }
}

interface Flags {
  ignoreCase: boolean;
  dotAll: boolean;
  extended: boolean;
}

const word = set(`[${shorthands.w}]`);
const lineFeed = set(String.raw`[\n]`);
const begin: Node = { kind: 'begin' };
const end: Node = { kind: 'end' };
const wordBoundary = (isBoundary: boolean): Node =>
  alternatives(
    sequence(look(word, true, false), look(word, false, isBoundary)),
    sequence(look(word, true, true), look(word, false, !isBoundary)),
  );
const lineEnd = look(alternatives(lineFeed, end), false, false);
const anchors: Readonly<Record<string, Node>> = {
  A: begin,
  z: end,
  Z: look(sequence({ kind: 'repeat', body: lineFeed, min: 0, max: 1, greedy: true }, end), false, false),
  b: wordBoundary(true),
  B: wordBoundary(false),
  R: atomic(
    alternatives(sequence(set(String.raw`[\r]`), lineFeed), set(String.raw`[\n-\r\x85\u2028\u2029]`)),
  ),
};
const lineBegin = alternatives(begin, sequence(look(lineFeed, true, false), look(end, false, true)));
// Each step of a chain like a**** is one more to go down.
const mostQuantifiers = 20;

class Parser {
  private readonly reader: PatternReader;
  private flags: Flags = { ignoreCase: false, dotAll: false, extended: false };

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  parse(): Node {
    const node = this.alternatives();
    if (!this.reader.done) this.reader.refuse('a ")" has no partner');
    return node;
  }

  /** Up to the end or an unmatched ")". */
  private alternatives(): Node {
    const outer = this.flags;
    const options = this.reader.nested(() => {
      const found: Node[][] = [[]];
      while (!this.reader.done && !this.reader.sees(')')) {
        if (this.reader.eat('|')) found.push([]);
        else found.at(-1)!.push(this.quantified());
      }
      return found;
    });
    this.flags = outer;
    return alternatives(...options.map((parts) => sequence(...parts)));
  }

  private quantified(): Node {
    let node = this.atom();
    for (let count = 0; ; count++) {
      const found =
        node === nothing ? undefined : this.reader.match(/^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\}|\{,(\d+)\})/);
      if (!found) return node;
      if (count >= mostQuantifiers) this.reader.refuse('it has too many quantifiers in a row');
      const [, sign, least, comma, most, onlyMost] = found;
      const min = sign ? (sign === '+' ? 1 : 0) : Number(least ?? 0);
      const max = sign
        ? sign === '?'
          ? 1
          : Infinity
        : Number(onlyMost ?? (comma ? most || Infinity : least));
      if (max < min) this.reader.refuse('a repetition ends before it begins');
      const lazy = this.reader.eat('?');
      node = { kind: 'repeat', body: node, min, max, greedy: !lazy };
      // In Ruby's syntax {n,m}+ is no possessive quantifier but a repeated one.
      if (!lazy && sign && this.reader.eat('+')) node = atomic(node);
    }
  }

  private atom(): Node {
    if (this.flags.extended) {
      if (this.reader.match(/^\s/)) return nothing;
      if (this.reader.eat('#')) {
        while (!this.reader.done && this.reader.next() !== '\n');
        return nothing;
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
        return set(convertClass(this.reader, this.flags.ignoreCase));
      case '\\':
        return this.escape();
      case '.':
        return set(this.flags.dotAll ? String.raw`[\s\S]` : String.raw`[^\n]`);
      case '^':
        return lineBegin;
      case '$':
        return lineEnd;
      default:
        return this.literal(character.codePointAt(0)!);
    }
  }

  private group(): Node {
    if (!this.reader.eat('?')) return this.closed();
    if (this.reader.eat(':')) return this.closed();
    if (this.reader.eat('>')) return atomic(this.closed());
    for (const [open, behind, negated] of lookarounds) {
      if (this.reader.eat(open)) return look(this.closed(), behind, negated);
    }
    if (this.reader.eat('#')) {
      while (this.reader.next() !== ')');
      return nothing;
    }
    if (this.reader.match(/^<[A-Za-z_]\w*>/)) return this.closed();
    return this.flagGroup();
  }

  /** `(?i:...)`, or `(?i)` for the rest of the enclosing group. */
  private flagGroup(): Node {
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
        return this.alternatives();
      } else if (flag === ':') {
        const outer = this.flags;
        this.flags = flags;
        const group = this.closed();
        this.flags = outer;
        return group;
      } else return this.reader.refuse(`there is no support for the group "(?${flag}"`);
    }
  }

  private closed(): Node {
    const inner = this.alternatives();
    if (!this.reader.eat(')')) this.reader.refuse('a "(" has no partner');
    // Not the same object, as an empty group may be repeated, other than a comment.
    return inner === nothing ? sequence() : inner;
  }

  private escape(): Node {
    const shorthand = this.reader.shorthand();
    if (shorthand !== undefined) return set(`[${shorthand}]`);
    const anchor = this.reader.match(/^[AzZbBR]/)?.[0];
    if (anchor !== undefined) return anchors[anchor];
    const backreference = this.reader.match(/^(?:[1-9]|k)/)?.[0];
    if (backreference !== undefined) {
      this.reader.refuse(`the backreference \\${backreference} cannot be matched in linear time`);
    }
    const unknown = this.reader.match(/^[GKXgyYNO]/)?.[0];
    if (unknown !== undefined) this.reader.refuse(`there is no support for \\${unknown}`);
    return this.literal(this.reader.escapedCodePoint());
  }

  private literal(codePoint: number): Node {
    const variants = this.flags.ignoreCase ? caseVariants(codePoint) : [codePoint];
    return set(`[${variants.map(escaped).join('')}]`);
  }
}

const lookarounds: readonly (readonly [open: string, behind: boolean, negated: boolean])[] = [
  ['=', false, false],
  ['!', false, true],
  ['<=', true, false],
  ['<!', true, true],
];
