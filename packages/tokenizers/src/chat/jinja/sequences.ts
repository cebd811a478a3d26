import type { Budget } from './budget.js';
import { equal, isHashable, keyOf } from './comparison.js';
import { characters, lengthOf } from './strings.js';
import {
  defined,
  iterate,
  Holder,
  TemplateMistake,
  Tuple,
  typeName,
  Undefined,
  type Value,
} from './values.js';

export function contains(container: Value, value: Value, budget: Budget): boolean {
  if (typeof container === 'string') {
    if (typeof value === 'string') return container.includes(value);
    throw new TemplateMistake(`'in <string>' requires string as left operand, not ${typeName(value)}`);
  }
  if (container instanceof Map) return container.has(keyOf(value));
  return iterate(container).some((each) => equal(each, value, budget));
}

/** Python's `len`. */
export function lengthOfValue(value: Value): number {
  if (typeof value === 'string') return lengthOf(value);
  if (Array.isArray(value)) return value.length;
  if (value instanceof Map) return value.size;
  if (value instanceof Undefined) return 0;
  throw new TemplateMistake(`object of type '${typeName(value)}' has no len()`);
}

export interface Slice {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

/** Python's `value[start:stop:step]`; null leaves one out. */
export function slice(value: Value, { start, stop, step }: Slice, budget: Budget): Value {
  const given = defined(value);
  if (!(typeof given === 'string' || Array.isArray(given))) {
    throw new TemplateMistake(`'${typeName(given)}' object is not subscriptable by a slice`);
  }
  const items = typeof given === 'string' ? characters(given) : given;
  const by = step === null ? 1 : whole(step);
  if (by === 0) throw new TemplateMistake('slice step cannot be zero');
  const place = (at: Value, fallback: number): number => {
    if (at === null) return fallback;
    const wanted = whole(at) < 0 ? whole(at) + items.length : whole(at);
    return Math.min(Math.max(wanted, by < 0 ? -1 : 0), by < 0 ? items.length - 1 : items.length);
  };
  const from = place(start, by < 0 ? items.length - 1 : 0);
  const to = place(stop, by < 0 ? -1 : items.length);
  budget.spend(Math.abs(to - from) / 16);
  if (by === 1) {
    const part = items.slice(from, Math.max(from, to));
    return typeof given === 'string' && typeof part !== 'string' ? part.join('') : (part as Value);
  }
  const part: Value[] = [];
  for (let i = from; by > 0 ? i < to : i > to; i += by) part.push(items[i]);
  return typeof given === 'string' ? part.join('') : given instanceof Tuple ? Tuple.from(part) : part;
}

export function whole(value: Value): number {
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  throw new TemplateMistake(`'${typeName(defined(value))}' object cannot be interpreted as an integer`);
}

/** `object[key]`, which Jinja looks for in the fields first and then in the attributes. */
export function fieldOf(object: Value, key: Value): Value | undefined {
  if (object instanceof Map) return isHashable(key) ? object.get(keyOf(key)) : undefined;
  if (object instanceof Holder) return typeof key === 'string' ? object.field(key) : undefined;
  if (typeof key !== 'number') return undefined;
  if (Array.isArray(object)) return object.at(key);
  return typeof object === 'string' ? characters(object).at(key) : undefined;
}
