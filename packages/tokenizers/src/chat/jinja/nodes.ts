/** The syntax tree of a template, as `@huggingface/jinja` makes it. */
export type Node = Statement | Expression;

export type Statement =
  | { readonly type: 'Comment' | 'Break' | 'Continue' }
  | { readonly type: 'If'; readonly test: Expression; readonly body: Block; readonly alternate: Block }
  | For
  | SetStatement
  | Macro
  | CallBlock
  | { readonly type: 'FilterStatement'; readonly filter: FilterCall; readonly body: Block };

export type Block = readonly Node[];

export interface For {
  readonly type: 'For';
  readonly loopvar: Expression;
  /** A select expression where the loop has a condition. */
  readonly iterable: Expression;
  readonly body: Block;
  readonly defaultBlock: Block;
}

export interface SetStatement {
  readonly type: 'Set';
  readonly assignee: Expression;
  readonly value: Expression | null;
  /** What is assigned where there is no value. */
  readonly body: Block;
}

export interface Macro {
  readonly type: 'Macro';
  readonly name: Identifier;
  readonly args: readonly Parameter[];
  readonly body: Block;
}

export interface CallBlock {
  readonly type: 'CallStatement';
  readonly call: Call;
  readonly callerArgs: readonly Parameter[] | null;
  readonly body: Block;
}

export type Expression =
  | { readonly type: 'IntegerLiteral' | 'FloatLiteral'; readonly value: number }
  | { readonly type: 'StringLiteral'; readonly value: string }
  | { readonly type: 'ArrayLiteral' | 'TupleLiteral'; readonly value: readonly Expression[] }
  | { readonly type: 'ObjectLiteral'; readonly value: ReadonlyMap<Expression, Expression> }
  | Identifier
  | Call
  | Member
  | { readonly type: 'UnaryExpression'; readonly operator: Operator; readonly argument: Expression }
  | {
      readonly type: 'BinaryExpression';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: 'FilterExpression'; readonly operand: Expression; readonly filter: FilterCall }
  | {
      readonly type: 'TestExpression';
      readonly operand: Expression;
      readonly negate: boolean;
      readonly test: Identifier;
    }
  | { readonly type: 'SelectExpression'; readonly lhs: Expression; readonly test: Expression }
  | {
      readonly type: 'Ternary';
      readonly condition: Expression;
      readonly trueExpr: Expression;
      readonly falseExpr: Expression;
    }
  | SliceNode
  | KeywordArgument
  | { readonly type: 'SpreadExpression' | 'KeywordSpreadExpression'; readonly argument: Expression };

export interface Identifier {
  readonly type: 'Identifier';
  readonly value: string;
}

export interface Call {
  readonly type: 'CallExpression';
  readonly callee: Expression;
  readonly args: readonly Expression[];
}

export interface Member {
  readonly type: 'MemberExpression';
  readonly object: Expression;
  readonly property: Expression;
  /** `object[property]`, not `object.property`. */
  readonly computed: boolean;
}

export interface SliceNode {
  readonly type: 'SliceExpression';
  readonly start: Expression | undefined;
  readonly stop: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface KeywordArgument {
  readonly type: 'KeywordArgumentExpression';
  readonly key: Identifier;
  readonly value: Expression;
}

export type FilterCall = Identifier | Call;
export type Parameter = Identifier | KeywordArgument;

interface Operator {
  readonly value: string;
}

/** Whether a name stands anywhere in a part of a tree. */
export function mentions(part: unknown, name: string): boolean {
  if (part instanceof Map) return mentions([...(part as Map<unknown, unknown>)], name);
  if (typeof part !== 'object' || part === null) return false;
  const node = part as { type?: unknown; value?: unknown };
  if (node.type === 'Identifier') return node.value === name;
  return Object.values(part).some((each) => mentions(each, name));
}
