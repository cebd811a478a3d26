import { choice, complement, repeat, sequence, set, text, type Expression } from './expression.js';
import { SourceReader } from './source-reader.js';

const lineEnds = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
] as const;
const anyButLineEnds = complement(lineEnds);

/** A pattern, and on which sides it is bound to the ends of the text. */
export interface Pattern {
  readonly expression: Expression;
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

/**
 * Reads JavaScript's regular expressions (as with the flag `u`), as far as they are regular: no lookaround, back
 * references or word boundaries; `^` and `$` at the ends only. Whether a repetition is lazy makes no difference.
 *
 * @throws GuidedTextError if the pattern is malformed or has something else
 */
export function readPattern(source: string): Pattern {
  const reader = new SourceReader('the regular expression', source);
  const fromStart = reader.take('^');
  const { expression, alternatives, toEnd } = readChoice(reader);
  if (!reader.ended) throw reader.error('has a ")" too many');
  if ((fromStart || toEnd) && alternatives > 1) {
    throw reader.error('has ^ or $ beside |; write ^(?:a|b)$');
  }
  return { expression, fromStart, toEnd };
}

function readChoice(
  reader: SourceReader,
  inGroup = false,
): { expression: Expression; alternatives: number; toEnd: boolean } {
  const items: Expression[] = [];
  let toEnd = false;
  do {
    const parts: Expression[] = [];
    while (!reader.ended && reader.peek() !== '|' && reader.peek() !== ')') {
      if (reader.peek() === '$' && reader.peek(1) === '' && !inGroup) {
        toEnd = true;
        reader.next();
      } else parts.push(readRepetition(reader, readAtom(reader)));
    }
    items.push(sequence(...parts));
  } while (reader.take('|'));
  return { expression: choice(...items), alternatives: items.length, toEnd };
}

function readAtom(reader: SourceReader): Expression {
  const character = reader.next();
  switch (character) {
    case '(': {
      if (reader.take('?')) {
        const named = reader.peek() === '<' && reader.peek(1) !== '=' && reader.peek(1) !== '!';
        if (named) {
          reader.next();
          reader.takeWhile(/[\w$]/);
          reader.expect('>');
        } else if (!reader.take(':')) {
          throw reader.error(`has a group of a kind that is not supported (lookaround or flags)`);
        }
      }
      const { expression } = readChoice(reader, true);
      reader.expect(')');
      return expression;
    }
    case '[':
      return set(reader.readClass());
    case '.':
      return set(anyButLineEnds);
    case '\\':
      return set(reader.readEscape());
    case '^':
    case '$':
      throw reader.error(`has ${character} in its middle, which is not supported`);
    case '*':
    case '+':
    case '?':
    case '{':
    case '}':
    case ']':
      throw reader.error(`has ${character} where there is nothing to repeat or close; write \\${character}`);
    default:
      return text(character);
  }
}

/** What the next quantifier makes of an expression. Grammars have the same ones. */
export function readRepetition(reader: SourceReader, item: Expression): Expression {
  let repeated: Expression;
  if (reader.take('*')) repeated = repeat(item, 0);
  else if (reader.take('+')) repeated = repeat(item, 1);
  else if (reader.take('?')) repeated = repeat(item, 0, 1);
  else if (reader.take('{')) {
    const min = readCount(reader);
    const max = reader.take(',') ? (reader.peek() === '}' ? Infinity : readCount(reader)) : min;
    reader.expect('}');
    if (max < min) throw reader.error('has a repetition whose counts are not in order');
    repeated = repeat(item, min, max);
  } else return item;
  reader.take('?');
  return repeated;
}

function readCount(reader: SourceReader): number {
  const read = reader.takeWhile(/[0-9]/);
  if (read === '') throw reader.error('has a repetition without a count');
  return Number(read);
}
