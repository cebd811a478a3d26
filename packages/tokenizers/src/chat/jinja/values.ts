/** A value of a template, as Python has it; whole numbers are JavaScript's. */
export type Value =
  null | boolean | number | string | Float | Value[] | Dict | Holder | Undefined | TemplateFunction;

/** Python tells 3.0 from 3. */
export class Float {
  constructor(readonly value: number) {}
}

/** A list that nobody changes: its text has round brackets. */
export class Tuple extends Array<Value> {}

export function tuple(...values: readonly Value[]): Value {
  return Tuple.from(values);
}

export type Dict = Map<Value, Value>;

/** What has fields that are neither a dict's nor those of a text. */
export abstract class Holder {
  abstract readonly type: string;
  /** undefined for a field that it does not have. */
  abstract field(name: string): Value | undefined;
}

/** What `namespace()` makes: the one thing that a template can change. */
export class Namespace extends Holder {
  readonly type = 'Namespace';
  readonly fields = new Map<string, Value>();

  field(name: string): Value | undefined {
    return this.fields.get(name);
  }
}

/** What a name without a value gives; it fails only where it is used. */
export class Undefined {
  constructor(readonly reason: string) {}
}

/** Arguments of a call. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

export class TemplateFunction {
  constructor(
    readonly name: string,
    readonly call: (given: Arguments) => Value,
  ) {}
}

/** A mistake in what a template does, in the words of Python. */
export class TemplateMistake extends Error {}

export function isNumber(value: Value): value is number | boolean | Float {
  return typeof value === 'number' || typeof value === 'boolean' || value instanceof Float;
}

export function numberOf(value: number | boolean | Float): number {
  return value instanceof Float ? value.value : Number(value);
}

export function isTrue(value: Value): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return value instanceof Undefined ? false : Boolean(value);
}

/** The name of a value's type in Python. */
export function typeName(value: Value): string {
  if (value === null) return 'NoneType';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'str';
  if (value instanceof Float) return 'float';
  if (value instanceof Tuple) return 'tuple';
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  if (value instanceof Undefined) return 'Undefined';
  return value instanceof Holder ? value.type : 'function';
}

/** @throws TemplateMistake for a value that is undefined */
export function defined<T extends Value>(value: T): Exclude<T, Undefined> {
  if (value instanceof Undefined) throw new TemplateMistake(value.reason);
  return value as Exclude<T, Undefined>;
}

/** A value that was found, or what stands for it; null is one that was. */
export function orElse(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

/** The values that a loop over this one sees. */
export function iterate(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return Array.from(value);
  if (value instanceof Map) return [...value.keys()];
  if (value instanceof Undefined) return [];
  throw new TemplateMistake(`'${typeName(value)}' object is not iterable`);
}

/** A JavaScript value as a template sees it; fields that are undefined are not there. */
export function toValue(given: unknown): Value {
  switch (typeof given) {
    case 'number':
      return Number.isInteger(given) ? given : new Float(given);
    case 'bigint':
      return Number(given);
    case 'string':
    case 'boolean':
      return given;
    case 'function':
      return new TemplateFunction(given.name, ({ positional }) =>
        toValue((given as (...values: unknown[]) => unknown)(...positional.map(toJavaScript))),
      );
    case 'object': {
      if (given === null) return null;
      if (Array.isArray(given)) return given.map(toValue);
      const entries = given instanceof Map ? [...(given as Map<string, unknown>)] : Object.entries(given);
      return new Map(
        entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, toValue(value)]])),
      );
    }
    default:
      return null;
  }
}

function toJavaScript(value: Value): unknown {
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return Array.from(value, toJavaScript);
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, each]) => [String(key as string), toJavaScript(each)]));
  }
  return value instanceof Undefined ? undefined : value;
}
