import { caseVariants, escaped } from './code-points.js';
import type { PatternReader } from './pattern-reader.js';
import { classOfProperty } from './properties.js';

/** Converts a character class of Oniguruma, of which "[" was read, to one of JavaScript's flag v. */
export function convertClass(reader: PatternReader, ignoreCase: boolean): string {
  return reader.nested(() => {
    const negated = reader.eat('^');
    const operands: string[] = [];
    let operand = reader.eat(']') ? member(0x5d, ignoreCase) : '';
    while (!reader.eat(']')) {
      if (reader.eat('&&')) {
        operands.push(operand);
        operand = '';
      } else operand += convertItem(reader, ignoreCase);
    }
    operands.push(operand);
    const contents = operands.length === 1 ? operand : operands.map((each) => `[${each}]`).join('&&');
    return `[${negated ? '^' : ''}${contents}]`;
  });
}

/** A character or range of them, a class in the class, or the name of one. */
function convertItem(reader: PatternReader, ignoreCase: boolean): string {
  const posix = reader.match(/^\[:(\^?)(\w+):\]/);
  if (posix) {
    const property =
      // Other than \p{punct}, it holds the symbols.
      posix[2] === 'punct'
        ? String.raw`\p{P}\p{S}`
        : (classOfProperty(posix[2]) ?? reader.refuse(`there is no class [:${posix[2]}:]`));
    return posix[1] ? `[^${property}]` : property;
  }
  if (reader.eat('[')) return convertClass(reader, ignoreCase);
  const isEscape = reader.eat('\\');
  const shorthand = isEscape ? reader.shorthand() : undefined;
  if (shorthand !== undefined) return shorthand;
  const first = isEscape ? escapedMember(reader) : reader.next().codePointAt(0)!;
  // Before a class and at the end, "-" stands for itself.
  if (!reader.match(/^-(?!\]|\[|\\[sSwWdDhHpP])/)) return member(first, ignoreCase);
  const last = reader.eat('\\') ? escapedMember(reader) : reader.next().codePointAt(0)!;
  if (last < first) reader.refuse('a range ends before it begins');
  return range(first, last, ignoreCase);
}

function escapedMember(reader: PatternReader): number {
  return reader.eat('b') ? 8 : reader.escapedCodePoint();
}

function range(first: number, last: number, ignoreCase: boolean): string {
  const source = `${escaped(first)}-${escaped(last)}`;
  if (!ignoreCase) return source;
  let others = '';
  for (let letter = 0x41; letter <= 0x5a; letter++) {
    if (letter >= first && letter <= last) others += escaped(letter + 32);
    if (letter + 32 >= first && letter + 32 <= last) others += escaped(letter);
  }
  return source + others;
}

function member(codePoint: number, ignoreCase: boolean): string {
  return ignoreCase ? caseVariants(codePoint).map(escaped).join('') : escaped(codePoint);
}
