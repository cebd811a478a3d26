import { GuidedTextError } from './errors.js';
import {
  choice,
  complement,
  intersection,
  optional,
  repeat,
  rule,
  sequence,
  set,
  text,
  type Expression,
} from './expression.js';
import { integerRange } from './integer-range.js';
import { readPattern } from './regex.js';

/** One space after commas and colons, or none: a text that may be laid out at will may be nothing but layout. */
const gap = optional(text(' '));
export const comma = sequence(text(','), gap);
export const colon = sequence(text(':'), gap);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Characters that stand for themselves in a JSON string. */
const plain = complement([
  [0, 0x1f],
  [QUOTE, QUOTE],
  [BACKSLASH, BACKSLASH],
  [0xd800, 0xdfff],
]);

/** One character of a string, escaped or not. Halves of surrogate pairs are no characters. */
const character = choice(
  set(plain),
  readPattern('\\\\(?:["\\\\/bfnrt]|u(?:[0-9a-cefA-CEF][0-9a-fA-F]{3}|[dD][0-7][0-9a-fA-F]{2}))').expression,
);

export const quoted = (content: Expression): Expression => sequence(text('"'), content, text('"'));

/** A string of so many characters. */
export function jsonString(minLength = 0, maxLength = Infinity): Expression {
  return quoted(repeat(character, minLength, maxLength));
}

/** A string that has a match of a pattern, as JSON Schema's `pattern` asks. */
export function jsonPattern(source: string): Expression {
  const { expression, fromStart, toEnd } = readPattern(source);
  const any = repeat(character, 0);
  const match = inString(expression);
  return quoted(sequence(...(fromStart ? [] : [any]), match, ...(toEnd ? [] : [any])));
}

/** A text as it is written within a JSON string. */
function inString(expression: Expression): Expression {
  switch (expression.kind) {
    case 'text':
      return text(JSON.stringify(expression.text).slice(1, -1));
    case 'set': {
      const escaped = intersection(expression.ranges, [
        [0, 0x1f],
        [QUOTE, QUOTE],
        [BACKSLASH, BACKSLASH],
      ]);
      const escapes = escaped.flatMap(([low, high]) =>
        Array.from({ length: high - low + 1 }, (_, i) => inString(text(String.fromCodePoint(low + i)))),
      );
      return choice(set(intersection(expression.ranges, plain)), ...escapes);
    }
    case 'sequence':
    case 'choice':
      return { ...expression, items: expression.items.map(inString) };
    case 'repeat':
      return { ...expression, item: inString(expression.item) };
    case 'rule':
      return expression;
  }
}

/** A string that is none of `names`, without escapes: the name of a property that has no schema of its own. */
export function otherName(names: readonly string[]): Expression {
  const rest = repeat(set(plain), 0);
  const differing = (words: readonly string[][]): Expression => {
    const heads = new Set(words.filter((word) => word.length > 0).map(([head]) => head));
    const codes = Array.from(heads, (head) => [head.codePointAt(0)!, head.codePointAt(0)!] as const);
    const items = [sequence(set(intersection(plain, complement(codes))), rest)];
    if (!words.some((word) => word.length === 0)) items.push(text(''));
    for (const head of heads) {
      // What has to be escaped cannot be written, so that it cannot be the same.
      if (intersection(plain, [[head.codePointAt(0)!, head.codePointAt(0)!]]).length === 0) continue;
      const tails = words.filter((word) => word[0] === head).map((word) => word.slice(1));
      items.push(sequence(text(head), differing(tails)));
    }
    return choice(...items);
  };
  return quoted(differing(names.map((name) => Array.from(name))));
}

/** Any number: up to 15 digits before and after the point, and an exponent of two. */
export const anyNumber = readPattern(
  '-?(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?',
).expression;

/** A number between bounds, without an exponent. `strictly` leaves the bounds themselves out. */
export function boundedNumber(
  min: number,
  max: number,
  strictly: { min: boolean; max: boolean },
): Expression {
  const fraction = readPattern('\\.[0-9]{0,14}[1-9]').expression;
  const whole = integerRange(
    strictly.min ? Math.floor(min) + 1 : Math.ceil(min),
    strictly.max ? Math.ceil(max) - 1 : Math.floor(max),
  );
  // A fraction is strictly between two integers, so that only those have to be within the bounds.
  const positive = integerRange(Math.max(0, Math.ceil(min)), Math.floor(max) - 1);
  const negative = integerRange(Math.max(0, Math.ceil(-max)), Math.floor(-min) - 1);
  const items = [
    ...(whole ? [whole] : []),
    ...(positive ? [sequence(positive, fraction)] : []),
    ...(negative ? [sequence(text('-'), negative, fraction)] : []),
  ];
  if (items.length === 0) {
    throw new GuidedTextError(`bounds of a number need an integer between them, unlike ${min} and ${max}`);
  }
  return choice(...items);
}

const ANY = 'any value';

/** Items with commas between them. */
export function list(item: Expression, min = 0, max = Infinity): Expression {
  if (max === 0) return text('');
  const some = sequence(item, repeat(sequence(comma, item), Math.max(0, min - 1), max - 1));
  return min === 0 ? optional(some) : some;
}

export const anyValue = rule(ANY);
export const anyArray = sequence(text('['), list(anyValue), text(']'));
export const anyObject = sequence(text('{'), list(sequence(jsonString(), colon, anyValue)), text('}'));

/** The rule that `anyValue` refers to. */
export const anyValueRule: readonly [name: string, expression: Expression] = [
  ANY,
  choice(text('null'), text('true'), text('false'), anyNumber, jsonString(), anyArray, anyObject),
];
