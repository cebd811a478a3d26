import type { Budget } from './budget.js';
import {
  defined,
  Float,
  isNumber,
  numberOf,
  TemplateMistake,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.js';

/** Python's `==`. */
export function equal(left: Value, right: Value, budget: Budget): boolean {
  budget.spend(1);
  if (isNumber(left) && isNumber(right)) return numberOf(left) === numberOf(right);
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left instanceof Tuple === right instanceof Tuple &&
      left.length === right.length &&
      left.every((each, i) => equal(each, right[i], budget))
    );
  }
  if (left instanceof Map && right instanceof Map) {
    if (left.size !== right.size) return false;
    for (const [key, each] of left) {
      const other = right.get(key);
      if (other === undefined || !equal(each, other, budget)) return false;
    }
    return true;
  }
  return left === right || (left instanceof Undefined && right instanceof Undefined);
}

/** Below 0 if `left` comes first; @throws TemplateMistake if the two have no order */
export function compare(operator: string, left: Value, right: Value, budget: Budget): number {
  budget.spend(1);
  const [a, b] = [defined(left), defined(right)];
  if (isNumber(a) && isNumber(b)) return numberOf(a) - numberOf(b);
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (Array.isArray(a) && Array.isArray(b)) {
    const at = a.findIndex((each, i) => i >= b.length || !equal(each, b[i], budget));
    return at < 0 || at >= b.length ? a.length - b.length : compare(operator, a[at], b[at], budget);
  }
  throw new TemplateMistake(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** By code points, in which UTF-16 units above the surrogates come before them. */
function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const order = (text: string): number => {
    const unit = text.charCodeAt(at);
    return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
  };
  return at >= a.length ? -1 : at >= b.length ? 1 : order(a) - order(b);
}

/** A value as the key of a dict. */
export function keyOf(value: Value): Value {
  if (value instanceof Float && Number.isInteger(value.value)) return value.value;
  if (!isHashable(value)) {
    throw new TemplateMistake(`unhashable type: '${typeName(value)}'`);
  }
  return value;
}

export function isHashable(value: Value): boolean {
  return !(value instanceof Map) && (!Array.isArray(value) || value instanceof Tuple);
}
