import { GuidedTextError } from './errors.js';

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export type Schema = Readonly<Record<string, unknown>>;

/** The keywords of each type. */
export const keywords: Readonly<Record<JsonType, readonly string[]>> = {
  null: [],
  boolean: [],
  integer: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  array: ['items', 'prefixItems', 'minItems', 'maxItems'],
  object: ['properties', 'required', 'additionalProperties'],
};
export const types = Object.keys(keywords) as JsonType[];

/** The types that a schema's values may have. */
export function typesOf(schema: Schema, path: string): JsonType[] {
  const given = schema['type'];
  if (given === undefined) {
    // A keyword of some type means that type: values of others, which it would allow, are not what is wanted.
    const meant = types.filter((type) => keywords[type].some((name) => Object.hasOwn(schema, name)));
    return meant.length === 0 ? types : meant.filter((type) => type !== 'integer');
  }
  const named = [given].flat() as JsonType[];
  const unknown = named.find((type) => !types.includes(type));
  if (named.length === 0 || unknown !== undefined) {
    throw new GuidedTextError(
      `type at ${path} must be one or more of ${types.join(', ')}, not ${show(given)}`,
    );
  }
  return named;
}

export function isOfType(value: unknown, type: JsonType): boolean {
  if (value === null) return type === 'null';
  if (Array.isArray(value)) return type === 'array';
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

/** Whether no value is of two of the schemas: by their types, or by the constant values of a property of theirs. */
export function areDisjoint(schemas: readonly unknown[]): boolean {
  const all = schemas.map((schema) =>
    typeof schema === 'object' && schema !== null ? (schema as Schema) : {},
  );
  const typeNames = all.flatMap((schema) => (schema['type'] === undefined ? [] : [schema['type']].flat()));
  const withoutIntegers = typeNames.map((type) => (type === 'integer' ? 'number' : type));
  if (all.every((schema) => schema['type'] !== undefined) && areDistinct(withoutIntegers)) return true;
  if (all.every((schema) => schema['const'] !== undefined))
    return areDistinct(all.map((schema) => show(schema['const'])));
  const constants = (schema: Schema): Map<string, string> =>
    new Map(
      Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
        .filter(([name, property]) => property['const'] !== undefined && isRequired(schema, name))
        .map(([name, property]) => [name, show(property['const'])]),
    );
  const own = all.map(constants);
  return [...own[0].keys()].some(
    (name) => own.every((found) => found.has(name)) && areDistinct(own.map((found) => found.get(name))),
  );
}

function isRequired(schema: Schema, name: string): boolean {
  return (
    schema['type'] === 'object' && Array.isArray(schema['required']) && schema['required'].includes(name)
  );
}

function areDistinct(values: readonly unknown[]): boolean {
  return new Set(values).size === values.length;
}

/** Two keywords that count. */
export function counts(
  schema: Schema,
  least: string,
  most: string,
  path: string,
): [min: number, max: number] {
  const min = schema[least] ?? 0;
  const max = schema[most] ?? Infinity;
  const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
  if (!isCount(min) || !(isCount(max) || max === Infinity) || min > max) {
    throw new GuidedTextError(
      `${least} and ${most} at ${path} must be counts in order, not ${show(min)} and ${show(max)}`,
    );
  }
  return [min, max];
}

export function show(value: unknown): string {
  return JSON.stringify(value);
}
