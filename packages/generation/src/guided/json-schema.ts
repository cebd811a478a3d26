import { GuidedTextError } from './errors.js';
import {
  choice,
  optional,
  repeat,
  rule,
  sequence,
  text,
  type Expression,
  type Grammar,
} from './expression.js';
import {
  areDisjoint,
  counts,
  isOfType,
  keywords,
  show,
  types,
  typesOf,
  type JsonType,
  type Schema,
} from './json-types.js';
import { integerRange } from './integer-range.js';
import { formats } from './json-formats.js';
import {
  anyArray,
  anyNumber,
  anyObject,
  anyValue,
  anyValueRule,
  boundedNumber,
  colon,
  comma,
  jsonPattern,
  jsonString,
  list,
  otherName,
  quoted,
} from './json-text.js';

/** Keywords that allow everything. */
const annotations = [
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
];

/**
 * The texts of the values that a schema allows: https://json-schema.org/draft/2020-12. Everything that the grammar allows
 * is valid; properties come in the schema's order, and further ones only where `additionalProperties` asks for them.
 *
 * @param schema `true` for any object
 * @throws GuidedTextError naming what is not supported
 */
export function jsonGrammar(schema: object | true): Grammar {
  const rules = new Map<string, Expression>([anyValueRule]);
  if (schema === true) rules.set('root', anyObject);
  else rules.set('root', new SchemaReader(schema as Schema, rules).read(schema, '#'));
  return { rules, root: 'root' };
}

class SchemaReader {
  constructor(
    readonly root: Schema,
    readonly rules: Map<string, Expression>,
  ) {}

  read(schema: unknown, path: string): Expression {
    if (schema === true) return anyValue;
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
      throw new GuidedTextError(`the JSON schema needs an object or true at ${path}`);
    }
    const given = schema as Schema;
    if (given['$ref'] !== undefined) return this.#reference(given, path);
    if (given['const'] !== undefined || given['enum'] !== undefined) return this.#values(given, path);
    for (const name of ['anyOf', 'oneOf', 'allOf'] as const) {
      if (given[name] !== undefined) return this.#combination(given, name, path);
    }
    return this.#typed(given, path);
  }

  #reference(schema: Schema, path: string): Expression {
    this.#refuseOthers(schema, ['$ref'], path);
    const reference = schema['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#')) {
      throw new GuidedTextError(
        `$ref at ${path} must point into the schema itself ("#/$defs/..."), not ${show(reference)}`,
      );
    }
    if (!this.rules.has(reference)) {
      // It may refer to itself, so that the name must be there before its meaning.
      this.rules.set(reference, text(''));
      this.rules.set(reference, this.read(this.#lookUp(reference, path), reference));
    }
    return rule(reference);
  }

  #lookUp(reference: string, path: string): unknown {
    let at: unknown = this.root;
    for (const part of reference.split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      at =
        typeof at === 'object' && at !== null && Object.hasOwn(at, name) ? (at as Schema)[name] : undefined;
    }
    if (at === undefined)
      throw new GuidedTextError(`$ref at ${path} points to ${reference}, which is not there`);
    return at;
  }

  #values(schema: Schema, path: string): Expression {
    this.#refuseOthers(schema, ['const', 'enum', 'type'], path);
    const values = schema['const'] === undefined ? schema['enum'] : [schema['const']];
    const allowed = typesOf(schema, path);
    const fitting = Array.isArray(values)
      ? (values as unknown[]).filter((value) => allowed.some((type) => isOfType(value, type)))
      : [];
    if (fitting.length === 0) throw new GuidedTextError(`enum at ${path} has no value of the type`);
    return choice(...fitting.map((value) => text(JSON.stringify(value))));
  }

  #combination(schema: Schema, name: 'anyOf' | 'oneOf' | 'allOf', path: string): Expression {
    this.#refuseOthers(schema, [name], path);
    const parts = schema[name];
    if (!Array.isArray(parts) || parts.length === 0) {
      throw new GuidedTextError(`${name} at ${path} must be a list of schemas`);
    }
    if (name === 'allOf' && parts.length > 1) {
      throw new GuidedTextError(
        `allOf at ${path} is supported with one schema only: write one with all keywords`,
      );
    }
    if (name === 'oneOf' && !areDisjoint(parts)) {
      throw new GuidedTextError(
        `oneOf at ${path} is supported where types, or const values of a required property, tell its schemas apart: ` +
          'otherwise use anyOf',
      );
    }
    return choice(...parts.map((part, i) => this.read(part, `${path}/${name}/${i}`)));
  }

  #typed(schema: Schema, path: string): Expression {
    const allowed = typesOf(schema, path);
    this.#refuseOthers(schema, ['type', ...allowed.flatMap((type) => keywords[type])], path);
    if (allowed.length === types.length) return anyValue;
    return choice(...allowed.map((type) => this.#ofType(type, schema, path)));
  }

  #ofType(type: JsonType, schema: Schema, path: string): Expression {
    switch (type) {
      case 'null':
        return text('null');
      case 'boolean':
        return choice(text('true'), text('false'));
      case 'integer':
      case 'number':
        return this.#number(type, schema, path);
      case 'string':
        return this.#string(schema, path);
      case 'array':
        return this.#array(schema, path);
      case 'object':
        return this.#object(schema, path);
    }
  }

  #number(type: 'integer' | 'number', schema: Schema, path: string): Expression {
    const bound = (name: string, without: number): number => {
      const value = schema[name] ?? without;
      if (typeof value !== 'number') throw new GuidedTextError(`${name} at ${path} must be a number`);
      return value;
    };
    const [least, above] = [bound('minimum', -Infinity), bound('exclusiveMinimum', -Infinity)];
    const [most, below] = [bound('maximum', Infinity), bound('exclusiveMaximum', Infinity)];
    const strictly = { min: above >= least && above !== -Infinity, max: below <= most && below !== Infinity };
    const min = Math.max(least, above);
    const max = Math.min(most, below);
    if (type === 'number') {
      return min === -Infinity && max === Infinity ? anyNumber : boundedNumber(min, max, strictly);
    }
    const range = integerRange(
      strictly.min ? Math.floor(min) + 1 : min,
      strictly.max ? Math.ceil(max) - 1 : max,
    );
    if (!range) throw new GuidedTextError(`no integer is within the bounds at ${path}`);
    return range;
  }

  #string(schema: Schema, path: string): Expression {
    const { pattern, format } = schema;
    const bounded = schema['minLength'] !== undefined || schema['maxLength'] !== undefined;
    if ([pattern !== undefined, format !== undefined, bounded].filter(Boolean).length > 1) {
      throw new GuidedTextError(`pattern, format and lengths at ${path} are supported one at a time`);
    }
    if (pattern !== undefined) return jsonPattern(String(pattern));
    if (format === undefined) return jsonString(...counts(schema, 'minLength', 'maxLength', path));
    if (!Object.hasOwn(formats, String(format))) {
      const names = Object.keys(formats).join(', ');
      throw new GuidedTextError(`format ${show(format)} at ${path} is not supported; ${names} are`);
    }
    return quoted(formats[String(format)]);
  }

  #array(schema: Schema, path: string): Expression {
    const { items, prefixItems = [] } = schema;
    const [min, max] = counts(schema, 'minItems', 'maxItems', path);
    if (!Array.isArray(prefixItems)) throw new GuidedTextError(`prefixItems at ${path} must be a list`);
    if (prefixItems.length === 0) {
      if (items === undefined && min === 0 && max === Infinity) return anyArray;
      if (items === false && min === 0) return text('[]');
      return sequence(text('['), list(this.read(items ?? true, `${path}/items`), min, max), text(']'));
    }
    if (min > prefixItems.length || max < prefixItems.length || (items !== undefined && items !== false)) {
      throw new GuidedTextError(
        `prefixItems at ${path} are supported for arrays of just these items (with items: false)`,
      );
    }
    const all = prefixItems.map((item, i) => this.read(item, `${path}/prefixItems/${i}`));
    return sequence(text('['), ...all.flatMap((item, i) => (i === 0 ? [item] : [comma, item])), text(']'));
  }

  #object(schema: Schema, path: string): Expression {
    const properties = (schema['properties'] ?? {}) as Schema;
    const required = (schema['required'] ?? []) as readonly string[];
    const names = Object.keys(properties);
    const unknown = required.find((name) => !Object.hasOwn(properties, name));
    if (unknown !== undefined) {
      throw new GuidedTextError(`required at ${path} names "${unknown}", which properties does not have`);
    }
    const more = schema['additionalProperties'] ?? names.length === 0;
    const members = names.map((name) => ({
      member: sequence(
        text(JSON.stringify(name)),
        colon,
        this.read(properties[name], `${path}/properties/${name}`),
      ),
      required: required.includes(name),
    }));
    const others =
      more === false
        ? undefined
        : sequence(otherName(names), colon, this.read(more, `${path}/additionalProperties`));
    return sequence(text('{'), this.#inOrder(members, others, path), text('}'));
  }

  /** Members in their order, of which some may be missing, with commas between those that are there. */
  #inOrder(
    members: readonly { member: Expression; required: boolean }[],
    others: Expression | undefined,
    path: string,
  ): Expression {
    // What may follow once there is a member, built from the end; and what may follow as long as there is none.
    let after = others ? repeat(sequence(comma, others), 0) : text('');
    let before = others ? optional(sequence(others, after)) : text('');
    members.toReversed().forEach(({ member, required }, i) => {
      // A rule, so that what is used twice is there once.
      const name = `${path} after ${members.length - i}`;
      this.rules.set(name, after);
      const first = sequence(member, rule(name));
      const next = sequence(comma, first);
      before = required ? first : choice(first, before);
      after = required ? next : choice(next, rule(name));
    });
    return before;
  }

  #refuseOthers(schema: Schema, allowed: readonly string[], path: string): void {
    const other = Object.keys(schema).find((name) => !allowed.includes(name) && !annotations.includes(name));
    if (other !== undefined) {
      throw new GuidedTextError(
        `"${other}" at ${path} of the JSON schema is not supported, or not in this place`,
      );
    }
  }
}
