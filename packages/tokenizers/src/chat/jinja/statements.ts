import type { Budget } from './budget.js';
import { Expressions } from './expressions.js';
import { Loop } from './loop.js';
import {
  mentions,
  type Block,
  type CallBlock,
  type Expression,
  type FilterCall,
  type For,
  type Macro,
  type Node,
  type Parameter,
  type SetStatement,
} from './nodes.js';
import { Output } from './output.js';
import { Scope } from './scope.js';
import { generationBlock } from './source.js';
import { str } from './text.js';
import { withBlock } from './tokens.js';
import {
  isTrue,
  iterate,
  Namespace,
  TemplateFunction,
  TemplateMistake,
  Tuple,
  Undefined,
  type Value,
} from './values.js';

/** How a block ended: a loop around it ends, or goes on with its next item. */
type Ending = 'break' | 'continue' | undefined;

function isCallOf({ call }: Pick<CallBlock, 'call'>, name: string): boolean {
  return call.callee.type === 'Identifier' && call.callee.value === name;
}

/** Runs a template. */
export class Statements extends Expressions {
  /** Start and end of what `{% generation %}` blocks wrote, in UTF-16 units of the whole text. */
  readonly generations: [start: number, end: number][] = [];
  private readonly whole: Output;

  constructor(budget: Budget) {
    super(budget);
    this.whole = new Output(budget);
  }

  /** The text that a template makes. */
  render(template: Block, scope: Scope): string {
    this.run(template, scope, this.whole);
    return this.whole.text();
  }

  private run(block: Block, scope: Scope, output: Output): Ending {
    for (const node of block) {
      const ending = this.step(node, scope, output);
      if (ending) return ending;
    }
    return undefined;
  }

  private step(node: Node, scope: Scope, output: Output): Ending {
    this.budget.spend(1);
    switch (node.type) {
      case 'Comment':
        return undefined;
      case 'Break':
        return 'break';
      case 'Continue':
        return 'continue';
      case 'If':
        return this.run(isTrue(this.evaluate(node.test, scope)) ? node.body : node.alternate, scope, output);
      case 'For':
        this.loop(node, scope, output);
        return undefined;
      case 'Set':
        this.set(node, scope);
        return undefined;
      case 'Macro':
        scope.set(node.name.value, this.macro(node, scope));
        return undefined;
      case 'CallStatement':
        if (isCallOf(node, withBlock)) return this.run(node.body, this.withNames(node, scope), output);
        output.write(this.callBlock(node, scope));
        return undefined;
      case 'FilterStatement': {
        const text = this.captured(node.body, new Scope(scope));
        output.write(str(this.filter(node.filter, text, scope), this.budget));
        return undefined;
      }
      default:
        output.write(str(this.evaluate(node, scope), this.budget));
        return undefined;
    }
  }

  private captured(block: Block, scope: Scope): string {
    const output = new Output(this.budget);
    this.run(block, scope, output);
    return output.text();
  }

  private set({ assignee, value, body }: SetStatement, scope: Scope): void {
    if (value) {
      this.assign(assignee, this.evaluate(value, scope), scope);
    } else {
      // {% set name | filter | filter %}
      const filters: FilterCall[] = [];
      let target = assignee;
      for (; target.type === 'FilterExpression'; target = target.operand) filters.unshift(target.filter);
      let result: Value = this.captured(body, new Scope(scope));
      for (const filter of filters) result = this.filter(filter, result, scope);
      this.assign(target, result, scope);
    }
  }

  /** What a `{% with %}` block sees; its values see what is around it. */
  private withNames({ call }: CallBlock, scope: Scope): Scope {
    const { positional, named } = this.argumentsOf(call, scope);
    if (positional.length > 0) throw new TemplateMistake('with needs names: {% with name=value %}');
    return new Scope(scope, named);
  }

  private loop({ loopvar, iterable, body, defaultBlock }: For, scope: Scope, output: Output): void {
    const within = (item: Value): Scope => {
      const inner = new Scope(scope);
      this.assign(loopvar, item, inner);
      return inner;
    };
    const select = iterable.type === 'SelectExpression' ? iterable : undefined;
    const all = this.budget.list(iterate(this.evaluate(select ? select.lhs : iterable, scope)));
    const items = select ? all.filter((item) => isTrue(this.evaluate(select.test, within(item)))) : all;
    const loop = new Loop(items, this.budget);
    for (const item of items) {
      const inner = within(item);
      // A scope costs more than an evaluation.
      this.budget.spend(4);
      inner.set('loop', loop);
      if (this.run(body, inner, output) === 'break') break;
      loop.index0++;
    }
    if (items.length === 0) this.run(defaultBlock, new Scope(scope), output);
  }

  private assign(target: Expression, value: Value, scope: Scope): void {
    if (target.type === 'Identifier') {
      scope.set(target.value, value);
    } else if (target.type === 'TupleLiteral') {
      const values = iterate(value);
      const wanted = target.value.length;
      if (values.length < wanted) {
        throw new TemplateMistake(`not enough values to unpack (expected ${wanted}, got ${values.length})`);
      }
      if (values.length > wanted) throw new TemplateMistake(`too many values to unpack (expected ${wanted})`);
      target.value.forEach((each, i) => this.assign(each, values[i], scope));
    } else if (target.type === 'MemberExpression' && target.property.type === 'Identifier') {
      const object = this.evaluate(target.object, scope);
      if (!(object instanceof Namespace)) {
        throw new TemplateMistake('cannot assign attribute on non-namespace object');
      }
      object.fields.set(target.property.value, value);
    } else {
      throw new TemplateMistake(`cannot assign to a ${target.type}`);
    }
  }

  private macro({ name, args, body }: Macro, scope: Scope): TemplateFunction {
    return this.callable(name.value, args, body, scope);
  }

  private callBlock({ call, callerArgs, body }: CallBlock, scope: Scope): string {
    if (isCallOf({ call }, generationBlock)) {
      const text = this.captured(body, new Scope(scope));
      this.generations.push([this.whole.length, this.whole.length + text.length]);
      return text;
    }
    const caller = this.callable('caller', callerArgs ?? [], body, scope);
    const { positional, named } = this.argumentsOf(call, scope);
    const result = this.call(this.evaluate(call.callee, scope), {
      positional,
      named: new Map([...named, ['caller', caller]]),
    });
    return str(result, this.budget);
  }

  /** A block with parameters, which sees the names around the place where it is written. */
  private callable(
    name: string,
    parameters: readonly Parameter[],
    body: Block,
    scope: Scope,
  ): TemplateFunction {
    return new TemplateFunction(name, ({ positional, named }) => {
      const inner = new Scope(scope);
      const left = new Map(named);
      if (positional.length > parameters.length && !mentions(body, 'varargs')) {
        throw new TemplateMistake(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
      }
      parameters.forEach((parameter, i) => {
        const key = parameter.type === 'Identifier' ? parameter.value : parameter.key.value;
        const value = i < positional.length ? positional[i] : left.get(key);
        left.delete(key);
        if (value !== undefined) inner.set(key, value);
        else if (parameter.type === 'Identifier') {
          inner.set(key, new Undefined(`parameter '${key}' was not provided`));
        } else inner.set(key, this.evaluate(parameter.value, inner));
      });
      inner.set('caller', left.get('caller') ?? new Undefined("'caller' is undefined"));
      left.delete('caller');
      const [unknown] = left.keys();
      if (unknown !== undefined && !mentions(body, 'kwargs')) {
        throw new TemplateMistake(`macro '${name}' takes no keyword argument '${unknown}'`);
      }
      inner.set('varargs', Tuple.from(positional.slice(parameters.length)));
      inner.set('kwargs', left);
      return this.captured(body, inner);
    });
  }
}
