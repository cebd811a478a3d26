import { bind, textOf } from './arguments.js';
import type { Budget } from './budget.js';
import { toJson } from './json.js';
import { itemsOf, replace } from './methods.js';
import { listFilters } from './list-filters.js';
import { lengthOfValue, whole } from './sequences.js';
import { capitalize, lengthOf, strip } from './strings.js';
import { repr, str } from './text.js';
import {
  defined,
  Float,
  isNumber,
  isTrue,
  numberOf,
  TemplateMistake,
  typeName,
  Undefined,
  type Arguments,
  type Value,
} from './values.js';

/** `value | name(given)`. */
export type Filter = (value: Value, given: Arguments, budget: Budget) => Value;

/** A filter of texts, with nothing to say. */
const onText =
  (name: string, change: (text: string) => Value): Filter =>
  (value, given, budget) => {
    bind(name, [], given);
    return change(str(value, budget));
  };

const fallback: Filter = (value, given) => {
  const { default_value = '', boolean = false } = bind('default', ['default_value', 'boolean'], given);
  return value instanceof Undefined || (isTrue(boolean) && !isTrue(value)) ? default_value : value;
};

const length: Filter = (value, given) => {
  bind('length', [], given);
  return lengthOfValue(value);
};

const escape = onText('escape', (text) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll("'", '&#39;')
    .replaceAll('"', '&#34;'),
);

const textFilters: Readonly<Record<string, Filter>> = {
  upper: onText('upper', (text) => text.toUpperCase()),
  lower: onText('lower', (text) => text.toLowerCase()),
  capitalize: onText('capitalize', capitalize),
  title: onText('title', (text) => text.replace(/[^-\s({[<]+/g, capitalize)),
  escape,
  e: escape,
  string: onText('string', (text) => text),
  wordcount: onText('wordcount', (text) => text.match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
  safe: (value) => value,
  trim: (value, given, budget) => {
    const { chars = null } = bind('trim', ['chars'], given);
    return strip(str(value, budget), chars === null ? null : textOf('trim', chars), true, true);
  },
  replace: (value, given, budget) => {
    const { old, new: replacement, count } = bind('replace', ['old', 'new', 'count'], given);
    const most = count === undefined || count === null ? -1 : whole(count);
    return replace(str(value, budget), textOf('replace', old), textOf('replace', replacement), most, budget);
  },
  indent: (value, given, budget) => {
    const { width = 4, first = false, blank = false } = bind('indent', ['width', 'first', 'blank'], given);
    const indent = typeof width === 'string' ? width : padding(whole(width), budget);
    const lines = str(value, budget).split('\n');
    budget.forText(lines.length * indent.length);
    return lines
      .map((line, i) => ((i > 0 || isTrue(first)) && (line !== '' || isTrue(blank)) ? indent + line : line))
      .join('\n');
  },
  center: (value, given, budget) => {
    const { width = 80 } = bind('center', ['width'], given);
    const text = str(value, budget);
    const missing = Math.max(0, whole(width) - lengthOf(text));
    // As Python, which gives the odd one to the left if the width is odd.
    const left = Math.floor(missing / 2) + (missing & whole(width) & 1);
    return padding(left, budget) + text + padding(missing - left, budget);
  },
  truncate: (value, given, budget) => {
    const options = bind('truncate', ['length', 'killwords', 'end', 'leeway'], given);
    const end = textOf('truncate', options.end ?? '...');
    const all = Array.from(str(value, budget));
    const most = whole(options.length ?? 255);
    if (most < lengthOf(end)) throw new TemplateMistake(`expected length >= ${lengthOf(end)}, got ${most}`);
    if (all.length <= most + whole(options.leeway ?? 5)) return all.join('');
    const cut = all.slice(0, Math.max(0, most - lengthOf(end))).join('');
    const at = isTrue(options.killwords ?? false) ? -1 : cut.lastIndexOf(' ');
    return (at < 0 ? cut : cut.slice(0, at)) + end;
  },
  tojson: (value, given, budget) => {
    const names = ['ensure_ascii', 'indent', 'separators', 'sort_keys'] as const;
    const {
      ensure_ascii = false,
      indent = null,
      separators = null,
      sort_keys = false,
    } = bind('tojson', names, given);
    const [item, key] = Array.isArray(separators) ? separators : [indent === null ? ', ' : ',', ': '];
    return toJson(
      value,
      {
        ensureAscii: isTrue(ensure_ascii),
        indent:
          indent === null ? undefined : typeof indent === 'string' ? indent : padding(whole(indent), budget),
        separators: [textOf('tojson', item), textOf('tojson', key)],
        sortKeys: isTrue(sort_keys),
      },
      budget,
    );
  },
  urlencode: onText('urlencode', (text) =>
    encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(/[!'()*]|%2F/g, (part) =>
      part === '%2F' ? '/' : `%${part.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  ),
  pprint: (value, _, budget) => repr(value, budget),
};

const decimal = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

const numberFilters: Readonly<Record<string, Filter>> = {
  abs: (value) => {
    if (!isNumber(value))
      throw new TemplateMistake(`bad operand type for abs(): '${typeName(defined(value))}'`);
    const result = Math.abs(numberOf(value));
    return value instanceof Float ? new Float(result) : result;
  },
  int: (value, given) => {
    const { default: otherwise = 0, base = 10 } = bind('int', ['default', 'base'], given);
    if (isNumber(value)) return Math.trunc(numberOf(value));
    if (typeof value !== 'string') return otherwise;
    const text = value.trim().replace(/(?<=\d)_(?=\d)/g, '');
    if (whole(base) === 10 ? /^[+-]?\d+$/.test(text) : /^[+-]?\w+$/.test(text)) {
      const number = Number.parseInt(text, whole(base));
      return Number.isNaN(number) ? otherwise : number;
    }
    return decimal.test(text) ? Math.trunc(Number(text)) : otherwise;
  },
  float: (value, given) => {
    const { default: otherwise = new Float(0) } = bind('float', ['default'], given);
    if (isNumber(value)) return new Float(numberOf(value));
    if (typeof value !== 'string') return otherwise;
    const text = value.trim().replace(/(?<=\d)_(?=\d)/g, '');
    return decimal.test(text) ? new Float(Number(text)) : otherwise;
  },
  round: (value, given) => {
    const { precision = 0, method = 'common' } = bind('round', ['precision', 'method'], given);
    if (!isNumber(value))
      throw new TemplateMistake(`type ${typeName(defined(value))} doesn't define __round__ method`);
    const scale = 10 ** whole(precision);
    const scaled = numberOf(value) * scale;
    if (method === 'ceil') return new Float(Math.ceil(scaled) / scale);
    if (method === 'floor') return new Float(Math.floor(scaled) / scale);
    const rounded = roundHalfEven(scaled) / scale;
    return value instanceof Float ? new Float(rounded) : rounded;
  },
};

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

function padding(width: number, budget: Budget): string {
  const length = Math.max(0, width);
  budget.forText(length);
  return ' '.repeat(length);
}

const filters: Readonly<Record<string, Filter>> = {
  ...textFilters,
  ...numberFilters,
  ...listFilters(apply),
  default: fallback,
  d: fallback,
  length,
  count: length,
  items: (value, given, budget) => {
    bind('items', [], given);
    if (value instanceof Undefined) return [];
    if (value instanceof Map) return budget.list(itemsOf(value));
    throw new TemplateMistake('Can only get item pairs from a mapping.');
  },
};

/** Applies the filter of that name. */
export function apply(name: string, value: Value, given: Arguments, budget: Budget): Value {
  if (!Object.hasOwn(filters, name)) throw new TemplateMistake(`No filter named '${name}'.`);
  return filters[name](value, given, budget);
}
