import { TokenizerFileError } from './errors.js';

// Deeper nesting than any real file has would only exhaust the stack.
const deepestNesting = 64;
// Ids are kept as int32.
const largestInteger = 0x7fffffff;

/**
 * A JSON object from a stranger's file, read field by field: each reader checks the type and names file and path when
 * it is wrong.
 */
export class Spec {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    /** File and path, for messages. */
    readonly where: string,
    private readonly depth = 0,
  ) {
    if (depth > deepestNesting) throw new TokenizerFileError(where.slice(0, 200), 'it is nested too deeply');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const isText = typeof value === 'string' && depth === 0;
      const remedy = isText ? ': give what JSON.parse makes of it, or load the files with from_files' : '';
      throw new TokenizerFileError(where, `an object is needed, not ${describe(value)}${remedy}`);
    }
    this.fields = value as Record<string, unknown>;
  }

  static parse(json: string, file: string): Spec {
    let value: unknown;
    try {
      value = JSON.parse(json);
    } catch (cause) {
      throw new TokenizerFileError(file, `it is not valid JSON (${(cause as Error).message})`, { cause });
    }
    return new Spec(value, file);
  }

  /** The value of a field; undefined if it is missing or null. */
  raw(name: string): unknown {
    return Object.hasOwn(this.fields, name) ? (this.fields[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  names(): string[] {
    return Object.keys(this.fields);
  }

  /** Visits all fields, also those that are null; lists of what may be 100,000 of them would take longer. */
  each(visit: (name: string, value: unknown) => void): void {
    for (const name in this.fields) if (Object.hasOwn(this.fields, name)) visit(name, this.fields[name]);
  }

  string(name: string, fallback?: string): string {
    return this.read(name, 'string', fallback) as string;
  }

  boolean(name: string, fallback?: boolean): boolean {
    return this.read(name, 'boolean', fallback) as boolean;
  }

  /** A number that is not negative. */
  number(name: string, fallback?: number): number {
    const value = this.read(name, 'number', fallback) as number;
    return value >= 0 ? value : this.fail(name, `a number >= 0 is needed, not ${value}`);
  }

  /** A whole number that is not negative and fits into int32. */
  integer(name: string, fallback?: number): number {
    const value = this.read(name, 'number', fallback) as number;
    if (!isCount(value)) {
      this.fail(name, `a whole number from 0 to ${largestInteger} is needed, not ${value}`);
    }
    return value;
  }

  /** One of some words. */
  choice<T extends string>(name: string, choices: readonly T[], fallback?: T): T {
    const value = this.string(name, fallback);
    if (!choices.includes(value as T)) this.fail(name, `"${value}" is none of ${choices.join(', ')}`);
    return value as T;
  }

  list(name: string, fallback?: readonly unknown[]): readonly unknown[] {
    const value = this.raw(name) ?? fallback;
    if (!Array.isArray(value)) this.fail(name, `a list is needed, not ${describe(value)}`);
    return value as readonly unknown[];
  }

  object(name: string): Spec {
    return new Spec(this.raw(name), this.path(name), this.depth + 1);
  }

  strings(name: string, fallback?: readonly string[]): string[] {
    return this.list(name, fallback).map((value, i) =>
      typeof value === 'string'
        ? value
        : this.fail(`${name}[${i}]`, `a string is needed, not ${describe(value)}`),
    );
  }

  objects(name: string): Spec[] {
    return this.list(name).map((value, i) => new Spec(value, `${this.path(name)}[${i}]`, this.depth + 1));
  }

  fail(name: string, reason: string): never {
    throw new TokenizerFileError(this.path(name), reason);
  }

  path(name: string): string {
    return this.where.endsWith('.json') ? `${this.where}: ${name}` : `${this.where}.${name}`;
  }

  private read(name: string, type: string, fallback: unknown): unknown {
    const value = this.raw(name) ?? fallback;
    if (typeof value !== type) this.fail(name, `a ${type} is needed, not ${describe(value)}`);
    return value;
  }
}

/** Builds a part of a tokenizer from `{ type: ... }` by a table of makers. */
export function makePart<T>(
  kind: string,
  spec: Spec,
  makers: Readonly<Record<string, (spec: Spec) => T>>,
): T {
  const type = spec.string('type');
  if (!Object.hasOwn(makers, type)) {
    spec.fail('type', `there is no ${kind} "${type}"; known are ${Object.keys(makers).join(', ')}`);
  }
  return makers[type](spec);
}

/** Whether a value of a file can be an id or a count: a whole number that is not negative and fits into int32. */
export function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= largestInteger;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
