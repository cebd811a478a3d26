import { choice, repeat, sequence, set, text, type Expression } from './expression.js';

/** Integers beyond 15 digits are not exact in JavaScript. */
const LARGEST = 10 ** 15 - 1;

/** The decimal forms of the integers from `min` to `max`; undefined if there are none. */
export function integerRange(min: number, max: number): Expression | undefined {
  const low = Math.max(Math.ceil(min), -LARGEST);
  const high = Math.min(Math.floor(max), LARGEST);
  if (low > high) return undefined;
  const items: Expression[] = [];
  if (low < 0) items.push(sequence(text('-'), naturals(Math.max(-high, 1), -low)));
  if (high >= 0) items.push(naturals(Math.max(low, 0), high));
  return choice(...items);
}

function naturals(low: number, high: number): Expression {
  const first = String(low);
  const last = String(high);
  const items: Expression[] = [];
  for (let length = first.length; length <= last.length; length++) {
    const from = length === first.length ? first : `1${'0'.repeat(length - 1)}`;
    const to = length === last.length ? last : '9'.repeat(length);
    items.push(sameLength(from, to));
  }
  return choice(...items);
}

/** Digits from `low` to `high`, two texts of one length. */
function sameLength(low: string, high: string): Expression {
  if (low === '') return text('');
  const rest = low.length - 1;
  if (/^0*$/.test(low) && /^9*$/.test(high)) return repeat(digit(0, 9), low.length, low.length);
  const [first, last] = [Number(low[0]), Number(high[0])];
  if (first === last) return sequence(text(low[0]), sameLength(low.slice(1), high.slice(1)));
  const items = [sequence(text(low[0]), sameLength(low.slice(1), '9'.repeat(rest)))];
  if (last - first > 1) items.push(sequence(digit(first + 1, last - 1), repeat(digit(0, 9), rest, rest)));
  items.push(sequence(text(high[0]), sameLength('0'.repeat(rest), high.slice(1))));
  return choice(...items);
}

function digit(low: number, high: number): Expression {
  return set([[0x30 + low, 0x30 + high]]);
}
