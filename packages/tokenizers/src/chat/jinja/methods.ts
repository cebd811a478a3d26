import { bind, textOf } from './arguments.js';
import type { Budget } from './budget.js';
import { equal, keyOf } from './comparison.js';
import { format } from './formatting.js';
import { whole } from './sequences.js';
import { capitalize, lengthOf, spaces, strip, swapCase, title } from './strings.js';
import {
  tuple,
  TemplateFunction,
  TemplateMistake,
  iterate,
  orElse,
  typeName,
  type Arguments,
  type Dict,
  type Value,
} from './values.js';

type Method<Receiver> = (receiver: Receiver, given: Arguments, budget: Budget) => Value;

/** The method of a value; undefined if it has none of that name. */
export function methodOf(value: Value, name: string, budget: Budget): TemplateFunction | undefined {
  const bound = <Receiver>(
    methods: Readonly<Record<string, Method<Receiver>>>,
    receiver: Receiver,
  ): TemplateFunction | undefined =>
    Object.hasOwn(methods, name)
      ? new TemplateFunction(name, (given) => methods[name](receiver, given, budget))
      : undefined;
  if (typeof value === 'string') return bound(textMethods, value);
  if (Array.isArray(value)) return bound(listMethods, value);
  return value instanceof Map ? bound(dictMethods, value) : undefined;
}

/** A method that takes nothing. */
const plain =
  (name: string, change: (text: string) => Value): Method<string> =>
  (text, given) => {
    bind(name, [], given);
    return change(text);
  };

const stripping =
  (name: string, left: boolean, right: boolean): Method<string> =>
  (text, given) => {
    const { chars = null } = bind(name, ['chars'], given);
    return strip(text, chars === null ? null : textOf(name, chars), left, right);
  };

const affix =
  (name: string, fits: (text: string, part: string) => boolean): Method<string> =>
  (text, given) => {
    const { part } = bind(name, ['part'], given);
    return Array.isArray(part)
      ? part.some((each) => fits(text, textOf(name, each)))
      : fits(text, textOf(name, part));
  };

const searching =
  (name: string, search: (text: string, part: string) => number): Method<string> =>
  (text, given) => {
    const { part } = bind(name, ['part'], given);
    const at = search(text, textOf(name, part));
    if (at < 0 && name.endsWith('index')) throw new TemplateMistake('substring not found');
    return at < 0 ? -1 : lengthOf(text.slice(0, at));
  };

/** Whether there are characters and all are of a kind. */
const every = (name: string, kind: RegExp): Method<string> => plain(name, (text) => kind.test(text));

const textMethods: Readonly<Record<string, Method<string>>> = {
  upper: plain('upper', (text) => text.toUpperCase()),
  lower: plain('lower', (text) => text.toLowerCase()),
  casefold: plain('casefold', (text) => text.toLowerCase()),
  title: plain('title', title),
  swapcase: plain('swapcase', swapCase),
  capitalize: plain('capitalize', capitalize),
  isdigit: every('isdigit', /^[\p{Nd}\p{No}]+$/u),
  isnumeric: every('isnumeric', /^\p{N}+$/u),
  isalpha: every('isalpha', /^\p{L}+$/u),
  isalnum: every('isalnum', /^[\p{L}\p{N}]+$/u),
  isspace: plain('isspace', (text) => text !== '' && strip(text, null, true, false) === ''),
  isupper: plain('isupper', (text) => text === text.toUpperCase() && text !== text.toLowerCase()),
  islower: plain('islower', (text) => text === text.toLowerCase() && text !== text.toUpperCase()),
  strip: stripping('strip', true, true),
  lstrip: stripping('lstrip', true, false),
  rstrip: stripping('rstrip', false, true),
  startswith: affix('startswith', (text, part) => text.startsWith(part)),
  endswith: affix('endswith', (text, part) => text.endsWith(part)),
  removeprefix: (text, given) => {
    const prefix = textOf('removeprefix', bind('removeprefix', ['prefix'], given).prefix);
    return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  },
  removesuffix: (text, given) => {
    const suffix = textOf('removesuffix', bind('removesuffix', ['suffix'], given).suffix);
    return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
  },
  find: searching('find', (text, part) => text.indexOf(part)),
  rfind: searching('rfind', (text, part) => text.lastIndexOf(part)),
  index: searching('index', (text, part) => text.indexOf(part)),
  rindex: searching('rindex', (text, part) => text.lastIndexOf(part)),
  count: (text, given) => {
    const part = textOf('count', bind('count', ['part'], given).part);
    return part === '' ? lengthOf(text) + 1 : text.split(part).length - 1;
  },
  replace: (text, given, budget) => {
    const { old, new: replacement, count } = bind('replace', ['old', 'new', 'count'], given);
    return replace(text, textOf('replace', old), textOf('replace', replacement), whole(count ?? -1), budget);
  },
  join: (text, given, budget) => {
    const parts = iterate(bind('join', ['parts'], given).parts ?? null);
    const wrong = parts.findIndex((part) => typeof part !== 'string');
    if (wrong >= 0) {
      throw new TemplateMistake(
        `sequence item ${wrong}: expected str instance, ${typeName(parts[wrong])} found`,
      );
    }
    return join(parts as readonly string[], text, budget);
  },
  split: (text, given, budget) => {
    const { sep = null, maxsplit = -1 } = bind('split', ['sep', 'maxsplit'], given);
    return budget.list(split(text, sep === null ? null : textOf('split', sep), whole(maxsplit)));
  },
  rsplit: (text, given, budget) => {
    const { sep = null, maxsplit = -1 } = bind('rsplit', ['sep', 'maxsplit'], given);
    return budget.list(splitFromEnd(text, sep === null ? null : textOf('rsplit', sep), whole(maxsplit)));
  },
  splitlines: (text, given, budget) => {
    bind('splitlines', [], given);
    const lines = text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/);
    if (lines.at(-1) === '') lines.pop();
    return budget.list(lines);
  },
  partition: (text, given) => {
    const sep = textOf('partition', bind('partition', ['sep'], given).sep);
    const at = text.indexOf(sep);
    return at < 0 ? tuple(text, '', '') : tuple(text.slice(0, at), sep, text.slice(at + sep.length));
  },
  rpartition: (text, given) => {
    const sep = textOf('rpartition', bind('rpartition', ['sep'], given).sep);
    const at = text.lastIndexOf(sep);
    return at < 0 ? tuple('', '', text) : tuple(text.slice(0, at), sep, text.slice(at + sep.length));
  },
  format: (text, given, budget) => format(text, given, budget),
};

const listMethods: Readonly<Record<string, Method<Value[]>>> = {
  index: (list, given, budget) => {
    const { value = null } = bind('index', ['value'], given);
    const at = list.findIndex((each) => equal(each, value, budget));
    if (at < 0) throw new TemplateMistake('the list does not have the value');
    return at;
  },
  count: (list, given, budget) => {
    const { value = null } = bind('count', ['value'], given);
    return list.filter((each) => equal(each, value, budget)).length;
  },
  copy: (list, _, budget) => budget.list(list.slice()),
  ...refused('list', ['append', 'clear', 'extend', 'insert', 'pop', 'remove', 'reverse', 'sort']),
};

const dictMethods: Readonly<Record<string, Method<Dict>>> = {
  get: (dict, given) => {
    const { key = null, fallback = null } = bind('get', ['key', 'fallback'], given);
    return orElse(dict.get(keyOf(key)), fallback);
  },
  items: (dict, _, budget) => budget.list(itemsOf(dict)),
  keys: (dict, _, budget) => budget.list([...dict.keys()]),
  values: (dict, _, budget) => budget.list([...dict.values()]),
  copy: (dict) => new Map(dict),
  ...refused('dict', ['clear', 'pop', 'popitem', 'setdefault', 'update']),
};

/** Methods that change their value, which the sandbox of Python's templates does not allow. */
function refused<Receiver>(type: string, names: readonly string[]): Record<string, Method<Receiver>> {
  const refuse = (name: string) => () => {
    throw new TemplateMistake(`access to attribute '${name}' of '${type}' object is unsafe`);
  };
  return Object.fromEntries(names.map((name) => [name, refuse(name)]));
}

export function itemsOf(dict: Dict): Value[] {
  return Array.from(dict, ([key, value]) => tuple(key, value));
}

export function join(parts: readonly string[], separator: string, budget: Budget): string {
  budget.forText(parts.reduce((sum, part) => sum + part.length + separator.length, 0));
  return parts.join(separator);
}

/** Python's `str.replace`; a negative count is all of them. */
export function replace(
  text: string,
  old: string,
  replacement: string,
  count: number,
  budget: Budget,
): string {
  if (count === 0) return text;
  const parts = old === '' ? ['', ...Array.from(text), ''] : text.split(old);
  const kept = count < 0 ? parts : keepFirst(parts, old, count);
  return join(kept, replacement, budget);
}

/** The first `count` parts, and the others as they were. */
function keepFirst(parts: string[], separator: string, count: number): string[] {
  return parts.length <= count + 1 ? parts : [...parts.slice(0, count), parts.slice(count).join(separator)];
}

function split(text: string, separator: string | null, most: number): string[] {
  if (separator === '') throw new TemplateMistake('empty separator');
  if (separator !== null) {
    const parts = text.split(separator);
    return most < 0 ? parts : keepFirst(parts, separator, most);
  }
  const trimmed = strip(text, null, true, false);
  const words: string[] = [];
  let at = 0;
  for (const { 0: gap, index } of trimmed.matchAll(spaces)) {
    if (most >= 0 && words.length >= most) break;
    words.push(trimmed.slice(at, index));
    at = index + gap.length;
  }
  if (at < trimmed.length) words.push(trimmed.slice(at));
  return words;
}

function splitFromEnd(text: string, separator: string | null, most: number): string[] {
  const turned = (part: string): string => Array.from(part).reverse().join('');
  return split(turned(text), separator === null ? null : turned(separator), most)
    .map(turned)
    .reverse();
}
