import { bind, textOf } from './arguments.js';
import type { Budget } from './budget.js';
import { compare, equal } from './comparison.js';
import type { Filter } from './filters.js';
import { join } from './methods.js';
import { operate } from './operators.js';
import { fieldOf, whole } from './sequences.js';
import { str } from './text.js';
import { passes, testOf } from './tests.js';
import {
  isTrue,
  iterate,
  orElse,
  TemplateMistake,
  tuple,
  Undefined,
  type Arguments,
  type Value,
} from './values.js';

type Apply = (name: string, value: Value, given: Arguments, budget: Budget) => Value;

/** Filters of lists; `apply` is what `map` applies to every item. */
export function listFilters(apply: Apply): Readonly<Record<string, Filter>> {
  return {
    list: (value, given, budget) => {
      bind('list', [], given);
      return budget.list([...iterate(value)]);
    },
    first: (value) => orElse(iterate(value).at(0), new Undefined('No first item, sequence was empty.')),
    last: (value) => orElse(iterate(value).at(-1), new Undefined('No last item, sequence was empty.')),
    reverse: (value) => {
      const turned = [...iterate(value)].reverse();
      return typeof value === 'string' ? turned.join('') : turned;
    },
    join: (value, given, budget) => {
      const { d = '', attribute = null } = bind('join', ['d', 'attribute'], given);
      const read = reader(attribute);
      return join(
        iterate(value).map((item) => str(read(item), budget)),
        str(d, budget),
        budget,
      );
    },
    sum: (value, given, budget) => {
      const { attribute = null, start = 0 } = bind('sum', ['attribute', 'start'], given);
      const read = reader(attribute);
      return iterate(value).reduce<Value>((sum, item) => operate('+', sum, read(item), budget), start);
    },
    min: extreme('min', '<', 'No aggregated item, sequence was empty.'),
    max: extreme('max', '>', 'No aggregated item, sequence was empty.'),
    sort: (value, given, budget) => {
      const names = ['reverse', 'case_sensitive', 'attribute'] as const;
      const { reverse = false, case_sensitive = false, attribute = null } = bind('sort', names, given);
      const attributes = typeof attribute === 'string' ? attribute.split(',') : [attribute];
      const readers = attributes.map((each) => reader(each));
      const keyed = iterate(value).map((item) => ({
        item,
        keys: readers.map((read) => folded(read(item), isTrue(case_sensitive))),
      }));
      const sign = isTrue(reverse) ? -1 : 1;
      return keyed.sort((a, b) => sign * compare('<', a.keys, b.keys, budget)).map(({ item }) => item);
    },
    dictsort: (value, given, budget) => {
      const names = ['case_sensitive', 'by', 'reverse'] as const;
      const { case_sensitive = false, by = 'key', reverse = false } = bind('dictsort', names, given);
      if (!(value instanceof Map)) throw new TemplateMistake('dictsort takes a mapping');
      const at = by === 'value' ? 1 : 0;
      const sign = isTrue(reverse) ? -1 : 1;
      const key = (entry: readonly Value[]): Value => folded(entry[at], isTrue(case_sensitive));
      return [...value]
        .sort((a, b) => sign * compare('<', key(a), key(b), budget))
        .map(([name, each]) => tuple(name, each));
    },
    unique: (value, given, budget) => {
      const { case_sensitive = false, attribute = null } = bind(
        'unique',
        ['case_sensitive', 'attribute'],
        given,
      );
      const read = reader(attribute);
      const seen: Value[] = [];
      return iterate(value).filter((item) => {
        const key = folded(read(item), isTrue(case_sensitive));
        if (seen.some((each) => equal(each, key, budget))) return false;
        seen.push(key);
        return true;
      });
    },
    map: (value, given, budget) => {
      const { positional, named } = given;
      if (positional.length === 0) {
        const { attribute, default: otherwise } = bind('map', ['attribute', 'default'], given);
        if (attribute === undefined) throw new TemplateMistake('map requires a filter argument');
        const read = reader(attribute);
        return iterate(value).map((item) => {
          const found = read(item);
          return found instanceof Undefined && otherwise !== undefined ? otherwise : found;
        });
      }
      const [name, ...rest] = positional;
      return iterate(value).map((item) => {
        budget.spend(1);
        return apply(textOf('map', name), item, { positional: rest, named }, budget);
      });
    },
    select: selecting(true),
    reject: selecting(false),
    selectattr: selectingByField(true),
    rejectattr: selectingByField(false),
    groupby: (value, given, budget) => {
      const { attribute = null } = bind('groupby', ['attribute'], given);
      const read = reader(attribute);
      const items = [...iterate(value)].sort((a, b) =>
        compare('<', folded(read(a), false), folded(read(b), false), budget),
      );
      const groups: [key: Value, items: Value[]][] = [];
      for (const item of items) {
        const key = read(item);
        const group = groups.at(-1);
        if (group && equal(folded(group[0], false), folded(key, false), budget)) group[1].push(item);
        else groups.push([key, [item]]);
      }
      return groups.map(([key, members]) => tuple(key, members));
    },
    batch: (value, given, budget) => {
      const { linecount, fill_with = null } = bind('batch', ['linecount', 'fill_with'], given);
      const size = positive('batch', linecount);
      const items = iterate(value);
      const rows = Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
        items.slice(i * size, (i + 1) * size),
      );
      if (fill_with !== null) for (const row of rows) fill(row, size, fill_with, budget);
      return rows;
    },
    slice: (value, given, budget) => {
      const { slices, fill_with = null } = bind('slice', ['slices', 'fill_with'], given);
      const count = positive('slice', slices);
      budget.spend(count);
      const items = iterate(value);
      const [each, extra] = [Math.floor(items.length / count), items.length % count];
      return Array.from({ length: count }, (_, i) => {
        const from = i * each + Math.min(i, extra);
        const part = items.slice(from, from + each + (i < extra ? 1 : 0));
        return fill_with !== null && i >= extra ? [...part, fill_with] : part;
      });
    },
  };
}

function positive(name: string, value: Value | undefined): number {
  const count = whole(value ?? null);
  if (count < 1) throw new TemplateMistake(`${name} takes a number above 0`);
  return count;
}

function fill(row: Value[], size: number, filler: Value, budget: Budget): void {
  budget.spend(size);
  while (row.length < size) row.push(filler);
}

/** Reads `a.b.0` of an item; without an attribute the item itself. */
function reader(attribute: Value): (item: Value) => Value {
  if (attribute === null) return (item) => item;
  const path = typeof attribute === 'string' ? attribute.split('.') : [attribute];
  const keys = path.map((part) => (typeof part === 'string' && /^\d+$/.test(part) ? Number(part) : part));
  return (item) =>
    keys.reduce<Value>(
      (value, key) =>
        orElse(fieldOf(value, key), new Undefined(`the items have no attribute '${String(key as string)}'`)),
      item,
    );
}

/** Texts are sorted without regard to case unless asked for. */
function folded(value: Value, caseSensitive: boolean): Value {
  return typeof value === 'string' && !caseSensitive ? value.toLowerCase() : value;
}

function extreme(name: string, operator: string, empty: string): Filter {
  return (value, given, budget) => {
    const { case_sensitive = false, attribute = null } = bind(name, ['case_sensitive', 'attribute'], given);
    const read = reader(attribute);
    const key = (item: Value): Value => folded(read(item), isTrue(case_sensitive));
    const [first, ...rest] = iterate(value);
    if (first === undefined) return new Undefined(empty);
    return rest.reduce<Value>((best, item) => {
      const order = compare(operator, key(item), key(best), budget);
      return (operator === '<' ? order < 0 : order > 0) ? item : best;
    }, first);
  };
}

function selecting(wanted: boolean): Filter {
  return (value, { positional }, budget) => {
    const test = testOf(positional, budget);
    return iterate(value).filter((item) => {
      budget.spend(1);
      return test(item) === wanted;
    });
  };
}

function selectingByField(wanted: boolean): Filter {
  return (value, { positional: [attribute = null, name, ...rest] }, budget) => {
    const read = reader(attribute);
    return iterate(value).filter((item) => {
      budget.spend(1);
      const field = read(item);
      return (
        (name === undefined ? isTrue(field) : passes(textOf('selectattr', name), field, rest, budget)) ===
        wanted
      );
    });
  };
}
