import { noArguments } from './arguments.js';
import type { Budget } from './budget.js';
import { keyOf } from './comparison.js';
import { apply } from './filters.js';
import { attributeOf, fieldOrMethod } from './members.js';
import type { Call, Expression, FilterCall, Member } from './nodes.js';
import { operate } from './operators.js';
import { readTestName, tupleFilter } from './tokens.js';
import type { Scope } from './scope.js';
import { slice } from './sequences.js';
import { passes } from './tests.js';
import {
  defined,
  Float,
  isNumber,
  isTrue,
  iterate,
  numberOf,
  TemplateFunction,
  TemplateMistake,
  Tuple,
  typeName,
  Undefined,
  type Arguments,
  type Value,
} from './values.js';

/** Evaluates expressions as Jinja does. */
export class Expressions {
  constructor(protected readonly budget: Budget) {}

  evaluate(node: Expression, scope: Scope): Value {
    const value = this.valueOf(node, scope);
    // What is done with a value takes as long as the value is large.
    const size = typeof value === 'string' || Array.isArray(value) ? value.length : 0;
    this.budget.spend(1 + size / 8);
    return value;
  }

  private valueOf(node: Expression, scope: Scope): Value {
    switch (node.type) {
      case 'IntegerLiteral':
      case 'StringLiteral':
        return node.value;
      case 'FloatLiteral':
        return new Float(node.value);
      case 'ArrayLiteral':
        return node.value.map((each) => this.evaluate(each, scope));
      case 'TupleLiteral':
        return Tuple.from(node.value, (each) => this.evaluate(each, scope));
      case 'ObjectLiteral':
        return new Map(
          Array.from(node.value, ([key, each]) => [
            keyOf(this.evaluate(key, scope)),
            this.evaluate(each, scope),
          ]),
        );
      case 'Identifier':
        return scope.get(node.value);
      case 'CallExpression':
        return this.call(this.evaluate(node.callee, scope), this.argumentsOf(node, scope));
      case 'MemberExpression':
        return this.member(node, scope);
      case 'UnaryExpression':
        return negated(node.operator.value, this.evaluate(node.argument, scope));
      case 'BinaryExpression': {
        const left = this.evaluate(node.left, scope);
        const operator = node.operator.value;
        if (operator === 'and') return isTrue(left) ? this.evaluate(node.right, scope) : left;
        if (operator === 'or') return isTrue(left) ? left : this.evaluate(node.right, scope);
        return operate(operator, left, this.evaluate(node.right, scope), this.budget);
      }
      case 'FilterExpression':
        return this.filter(node.filter, this.evaluate(node.operand, scope), scope);
      case 'TestExpression':
        return passes(node.test.value, this.evaluate(node.operand, scope), [], this.budget) !== node.negate;
      case 'SelectExpression':
        return isTrue(this.evaluate(node.test, scope))
          ? this.evaluate(node.lhs, scope)
          : new Undefined('the inline if-expression evaluated to false and no else section was defined.');
      case 'Ternary': {
        const chosen = isTrue(this.evaluate(node.condition, scope)) ? node.trueExpr : node.falseExpr;
        return this.evaluate(chosen, scope);
      }
      default:
        throw new TemplateMistake(`a ${node.type} stands where a value is needed`);
    }
  }

  protected argumentsOf({ args }: Call, scope: Scope): Arguments {
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    const add = (name: string, value: Value): void => {
      if (named.has(name)) throw new TemplateMistake(`got multiple values for keyword argument '${name}'`);
      named.set(name, value);
    };
    for (const node of args) {
      if (node.type === 'KeywordArgumentExpression') add(node.key.value, this.evaluate(node.value, scope));
      else if (node.type === 'SpreadExpression')
        positional.push(...iterate(this.evaluate(node.argument, scope)));
      else if (node.type === 'KeywordSpreadExpression') {
        const given = this.evaluate(node.argument, scope);
        if (!(given instanceof Map)) throw new TemplateMistake('argument after ** must be a mapping');
        for (const [name, value] of given) add(String(name as string), value);
      } else positional.push(this.evaluate(node, scope));
    }
    return { positional, named };
  }

  protected call(callee: Value, given: Arguments): Value {
    const called = defined(callee);
    if (called instanceof TemplateFunction) return called.call(given);
    throw new TemplateMistake(`'${typeName(called)}' object is not callable`);
  }

  protected filter(filter: FilterCall, value: Value, scope: Scope): Value {
    if (filter.type === 'Identifier' && filter.value === tupleFilter) return Tuple.from(value as Value[]);
    if (filter.type === 'Identifier') return apply(filter.value, value, noArguments, this.budget);
    if (filter.callee.type !== 'Identifier') throw new TemplateMistake('a filter is a name');
    const name = filter.callee.value;
    const given = this.argumentsOf(filter, scope);
    const test = readTestName(name);
    if (!test) return apply(name, value, given, this.budget);
    return passes(test.name, value, given.positional, this.budget) !== test.negate;
  }

  private member({ object, property, computed }: Member, scope: Scope): Value {
    const value = defined(this.evaluate(object, scope));
    if (computed && property.type === 'SliceExpression') {
      const [start, stop, step] = [property.start, property.stop, property.step].map((each) =>
        each ? this.evaluate(each, scope) : null,
      );
      return slice(value, { start, stop, step }, this.budget);
    }
    if (computed) return fieldOrMethod(value, this.evaluate(property, scope), this.budget);
    if (property.type === 'Identifier') return attributeOf(value, property.value, this.budget);
    return fieldOrMethod(value, this.evaluate(property, scope), this.budget);
  }
}

function negated(operator: string, value: Value): Value {
  if (operator === 'not') return !isTrue(value);
  const given = defined(value);
  if (!isNumber(given))
    throw new TemplateMistake(`bad operand type for unary ${operator}: '${typeName(given)}'`);
  const result = operator === '-' ? -numberOf(given) : numberOf(given);
  return given instanceof Float ? new Float(result) : result + 0;
}
