import type { Budget } from './budget.js';
import { compare, equal } from './comparison.js';
import { percentFormat } from './formatting.js';
import { contains } from './sequences.js';
import { str } from './text.js';
import {
  defined,
  Float,
  isNumber,
  numberOf,
  TemplateMistake,
  Tuple,
  typeName,
  type Value,
} from './values.js';

/** `left operator right`, for all operators but `and` and `or`, which may not look at the right. */
export function operate(operator: string, left: Value, right: Value, budget: Budget): Value {
  switch (operator) {
    case '==':
      return equal(left, right, budget);
    case '!=':
      return !equal(left, right, budget);
    case '<':
      return compare(operator, left, right, budget) < 0;
    case '>':
      return compare(operator, left, right, budget) > 0;
    case '<=':
      return compare(operator, left, right, budget) <= 0;
    case '>=':
      return compare(operator, left, right, budget) >= 0;
    case 'in':
      return contains(right, left, budget);
    case 'not in':
      return !contains(right, left, budget);
    case '~': {
      const [a, b] = [str(left, budget), str(right, budget)];
      budget.forText(a.length + b.length);
      return a + b;
    }
    default:
      return calculate(operator, defined(left), defined(right), budget);
  }
}

function calculate(operator: string, left: Value, right: Value, budget: Budget): Value {
  if (operator === '%' && typeof left === 'string') return percentFormat(left, right, budget);
  if (isNumber(left) && isNumber(right)) {
    const result = arithmetic(operator, numberOf(left), numberOf(right));
    const isFloat =
      left instanceof Float ||
      right instanceof Float ||
      operator === '/' ||
      (operator === '**' && numberOf(right) < 0);
    if (isFloat) return new Float(result);
    if (Number.isFinite(result)) return result;
    throw new TemplateMistake('a whole number has more than 308 digits');
  }
  if (operator === '*' && isNumber(left)) return repeated(right, left, budget);
  if (operator === '*' && isNumber(right)) return repeated(left, right, budget);
  if (operator === '+') {
    if (typeof left === 'string') {
      if (typeof right !== 'string') {
        throw new TemplateMistake(`can only concatenate str (not "${typeName(right)}") to str`);
      }
      budget.forText(left.length + right.length);
      return left + right;
    }
    if (Array.isArray(left) && Array.isArray(right) && left instanceof Tuple === right instanceof Tuple) {
      return budget.list(left.concat(right));
    }
  }
  throw new TemplateMistake(
    `unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function arithmetic(operator: string, a: number, b: number): number {
  if ((operator === '/' || operator === '//' || operator === '%') && b === 0) {
    throw new TemplateMistake('division by zero');
  }
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '//':
      return Math.floor(a / b);
    case '%':
      return a - b * Math.floor(a / b);
    case '**':
      return a ** b;
    default:
      throw new TemplateMistake(`there is no operator ${operator}`);
  }
}

function repeated(value: Value, times: boolean | number | Float, budget: Budget): Value {
  if (times instanceof Float || !(typeof value === 'string' || Array.isArray(value))) {
    throw new TemplateMistake(`can't multiply sequence by non-int of type '${typeName(times)}'`);
  }
  const count = Math.max(0, Number(times));
  budget.forText(count * value.length);
  if (typeof value === 'string') return value.repeat(count);
  budget.spend(count * value.length);
  const items = Array.from({ length: count }, () => Array.from(value)).flat();
  return value instanceof Tuple ? Tuple.from(items) : items;
}
