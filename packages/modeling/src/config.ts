import { AutomodelError } from '@automodel/core';
import * as v from 'valibot';

/** A `config.json` whose fields do not make a network of its architecture. */
export class ModelConfigError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('model-config-invalid', message, options);
  }
}

/** The fields of an architecture's `config.json`, with the defaults of Python's configuration class. */
export type ConfigSchema = v.GenericSchema<unknown, object>;

/** A positive whole number, `initial` if the file does not say. */
export const size = (initial: number) =>
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 31 - 1)), initial);

/** A positive whole number; null or nothing if it follows from other fields. */
export const optionalSize = v.optional(
  v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 31 - 1))),
);

/** A whole number from zero, `initial` if the file does not say. */
export const count = (initial: number) =>
  v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(2 ** 31 - 1)), initial);

/** A small positive number that keeps a division finite. */
export const epsilon = (initial: number) =>
  v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), initial);

/** A token id; null means none. */
export const tokenId = (initial: number | null) =>
  v.optional(v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))), initial);

/** A switch that only one position of is built here: the other one is refused by name. */
export const only = <T extends string | boolean>(value: T, reason: string) =>
  v.optional(v.literal(value, `only ${JSON.stringify(value)} is supported: ${reason}`), value);

/**
 * Checks the fields of a `config.json`.
 *
 * @throws ModelConfigError naming each field that is wrong
 */
export function parseConfig<S extends ConfigSchema>(schema: S, config: object): v.InferOutput<S> {
  const result = v.safeParse(schema, config);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `  ${v.getDotPath(issue) ?? 'config'}: ${issue.message}`);
  throw new ModelConfigError(`config.json does not describe a network:\n${issues.join('\n')}`);
}
