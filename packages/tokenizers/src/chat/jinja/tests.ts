import type { Budget } from './budget.js';
import { compare, equal } from './comparison.js';
import { operate } from './operators.js';
import { contains } from './sequences.js';
import {
  Float,
  isNumber,
  isTrue,
  numberOf,
  TemplateFunction,
  TemplateMistake,
  Undefined,
  type Value,
} from './values.js';

type Test = (value: Value, given: readonly Value[], budget: Budget) => boolean;

const ordered =
  (fits: (order: number) => boolean): Test =>
  (value, [other = null], budget) =>
    fits(compare('<', value, other, budget));

const same: Test = (value, [other = null], budget) => equal(value, other, budget);
const different: Test = (value, [other = null], budget) => !equal(value, other, budget);
const less = ordered((order) => order < 0);
const atMost = ordered((order) => order <= 0);
const greater = ordered((order) => order > 0);
const atLeast = ordered((order) => order >= 0);

const divisible: Test = (value, [by = null], budget) => equal(operate('%', value, by, budget), 0, budget);

const tests: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Undefined),
  undefined: (value) => value instanceof Undefined,
  none: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  integer: (value) => typeof value === 'number',
  float: (value) => value instanceof Float,
  number: isNumber,
  string: (value) => typeof value === 'string',
  mapping: (value) => value instanceof Map,
  sequence: (value) =>
    typeof value === 'string' || Array.isArray(value) || value instanceof Map || value instanceof Undefined,
  iterable: (value) =>
    typeof value === 'string' || Array.isArray(value) || value instanceof Map || value instanceof Undefined,
  callable: (value) => value instanceof TemplateFunction,
  odd: (value, _, budget) => equal(operate('%', value, 2, budget), 1, budget),
  even: (value, _, budget) => divisible(value, [2], budget),
  divisibleby: divisible,
  lower: (value) =>
    typeof value === 'string' && value === value.toLowerCase() && value !== value.toUpperCase(),
  upper: (value) =>
    typeof value === 'string' && value === value.toUpperCase() && value !== value.toLowerCase(),
  sameas: (value, [other = null]) =>
    value === other ||
    (isNumber(value) &&
      isNumber(other) &&
      typeof value === typeof other &&
      numberOf(value) === numberOf(other)),
  in: (value, [container = null], budget) => contains(container, value, budget),
  eq: same,
  equalto: same,
  '==': same,
  ne: different,
  '!=': different,
  lt: less,
  lessthan: less,
  '<': less,
  le: atMost,
  '<=': atMost,
  gt: greater,
  greaterthan: greater,
  '>': greater,
  ge: atLeast,
  '>=': atLeast,
};

/** Whether a value passes the test of that name: `value is name(given)`. */
export function passes(name: string, value: Value, given: readonly Value[], budget: Budget): boolean {
  if (!Object.hasOwn(tests, name)) throw new TemplateMistake(`No test named '${name}'.`);
  return tests[name](value, given, budget);
}

/** The test that arguments of `select` and its kin name, truth if they name none. */
export function testOf(given: readonly Value[], budget: Budget): (value: Value) => boolean {
  const [name, ...rest] = given;
  if (name === undefined) return isTrue;
  return (value) => passes(String(name as string), value, rest, budget);
}
