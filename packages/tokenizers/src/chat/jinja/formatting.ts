import type { Budget } from './budget.js';
import { repr, str } from './text.js';
import {
  isNumber,
  numberOf,
  TemplateMistake,
  Tuple,
  typeName,
  type Arguments,
  type Value,
} from './values.js';

/** Python's `%` for texts: `%s`, `%r`, `%d`, `%i`, `%f` with a precision, `%%`. */
export function percentFormat(pattern: string, given: Value, budget: Budget): string {
  const values = given instanceof Tuple ? [...given] : [given];
  let at = 0;
  const convert = (place: string, precision: string | undefined, kind: string): string => {
    if (kind === '%') return '%';
    if (at >= values.length) throw new TemplateMistake('not enough arguments for format string');
    const value = values[at++];
    if (kind === 's') return str(value, budget);
    if (kind === 'r') return repr(value, budget);
    if (isNumber(value)) {
      if (kind === 'd' || kind === 'i') return repr(Math.trunc(numberOf(value)), budget);
      if (kind === 'f') return numberOf(value).toFixed(Number(precision ?? 6));
    }
    throw new TemplateMistake(`unsupported format ${place} for a value of type '${typeName(value)}'`);
  };
  const text = pattern.replace(/%(?:\.(\d{1,2}))?([%a-zA-Z])/g, convert);
  if (at < values.length && !(given instanceof Map)) {
    throw new TemplateMistake('not all arguments converted during string formatting');
  }
  return budget.text(text);
}

/** Python's `str.format` with `{}`, `{0}`, `{name}`, `{{` and `}}`; what else may stand in braces is refused. */
export function format(pattern: string, { positional, named }: Arguments, budget: Budget): string {
  let next = 0;
  const text = pattern.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (place, field: string | undefined) => {
    if (field === undefined) return place[0];
    const value =
      field === ''
        ? positional.at(next++)
        : /^\d+$/.test(field)
          ? positional.at(Number(field))
          : named.get(field);
    if (value !== undefined) return str(value, budget);
    throw new TemplateMistake(`format() has no argument for ${place}`);
  });
  return budget.text(text);
}
