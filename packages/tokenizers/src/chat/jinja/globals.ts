import { bind, textOf } from './arguments.js';
import { longestRange, type Budget } from './budget.js';
import { ChatTemplateError } from '../error.js';
import { whole } from './sequences.js';
import { strftime } from './strftime.js';
import { str } from './text.js';
import {
  iterate,
  Namespace,
  TemplateFunction,
  TemplateMistake,
  type Arguments,
  type Value,
} from './values.js';

const constants: readonly [name: string, value: Value][] = [
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
];

/** What every template knows. */
export function globals(budget: Budget): [name: string, value: Value][] {
  const functions: Record<string, (given: Arguments) => Value> = {
    raise_exception: ({ positional: [message = ''] }) => {
      throw new ChatTemplateError(`refuses the conversation: ${str(message, budget)}`);
    },
    strftime_now: (given) =>
      strftime(new Date(), textOf('strftime_now', bind('strftime_now', ['format'], given).format)),
    range: ({ positional }) => budget.list(range(positional.map(whole))),
    dict: (given) => new Map(budget.list(pairsOf(given))),
    namespace: (given) => {
      const made = new Namespace();
      for (const [name, value] of pairsOf(given)) made.fields.set(textOf('namespace', name), value);
      return made;
    },
    joiner: (given) => {
      const { sep = ', ' } = bind('joiner', ['sep'], given);
      let used = false;
      return new TemplateFunction('joiner', () => {
        if (used) return sep;
        used = true;
        return '';
      });
    },
    cycler: ({ positional: items }) => {
      if (items.length === 0) throw new TemplateMistake('at least one item has to be provided');
      const made = new Namespace();
      let at = 0;
      const show = (): Value => {
        made.fields.set('current', items[at]);
        return null;
      };
      made.fields.set(
        'next',
        new TemplateFunction('next', () => {
          const item = items[at];
          at = (at + 1) % items.length;
          show();
          return item;
        }),
      );
      made.fields.set(
        'reset',
        new TemplateFunction('reset', () => {
          at = 0;
          return show();
        }),
      );
      show();
      return made;
    },
  };
  const named = Object.entries(functions).map(([name, call]): [string, Value] => [
    name,
    new TemplateFunction(name, call),
  ]);
  return [...constants, ...named];
}

/** Keys and values, from a dict or a list of pairs and from what is named. */
function pairsOf({ positional: [given], named }: Arguments): [Value, Value][] {
  const pairs = given instanceof Map ? [...given] : given === undefined ? [] : iterate(given).map(pair);
  return [...pairs, ...named];
}

function pair(given: Value): [Value, Value] {
  const [key, value, more] = iterate(given);
  if (value === undefined || more !== undefined)
    throw new TemplateMistake('a pair of key and value is needed');
  return [key, value];
}

function range([first = 0, second, step = 1]: readonly number[]): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) throw new TemplateMistake('range() arg 3 must not be zero');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > longestRange) {
    throw new TemplateMistake(`Range too big. The sandbox blocks ranges larger than ${longestRange}.`);
  }
  return Array.from({ length }, (_, i) => start + i * step);
}
