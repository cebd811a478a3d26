import { TemplateMistake, type Arguments, type Value } from './values.js';

/** Arguments by the names of the parameters that take them. */
export function bind<Name extends string>(
  what: string,
  parameters: readonly Name[],
  { positional, named }: Arguments,
): Partial<Record<Name, Value>> {
  if (positional.length > parameters.length) {
    throw new TemplateMistake(`${what} takes not more than ${parameters.length} argument(s)`);
  }
  const bound: Partial<Record<Name, Value>> = {};
  positional.forEach((value, i) => (bound[parameters[i]] = value));
  for (const [name, value] of named) {
    if (!parameters.includes(name as Name)) {
      throw new TemplateMistake(`${what} got an unexpected keyword argument '${name}'`);
    }
    bound[name as Name] = value;
  }
  return bound;
}

export const noArguments: Arguments = { positional: [], named: new Map() };

export function textOf(what: string, value: Value | undefined): string {
  if (typeof value === 'string') return value;
  throw new TemplateMistake(`${what} takes texts`);
}
