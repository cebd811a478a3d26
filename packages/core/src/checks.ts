import { InvalidArgumentError } from './error.js';

/** More of a text, or of an object's names, than anybody wants to read in a message. */
const LONGEST = 60;

/** A value as messages show it: `"2" (a string)`, `0.5`, `null`, `a list of 3`, `an object with role, content`. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return `${JSON.stringify(shortened(value))} (a string)`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = (value.constructor as { name?: string } | undefined)?.name ?? 'Object';
  if (kind !== 'Object') return `a ${kind}`;
  const names = Object.keys(value).join(', ');
  return names === '' ? 'an empty object' : `an object with ${shortened(names)}`;
}

/** @throws InvalidArgumentError if an option is no whole number from `least` */
export function checkCount(name: string, value: unknown, least = 1): asserts value is number {
  if (Number.isInteger(value) && (value as number) >= least) return;
  throw new InvalidArgumentError(`${name} must be a whole number from ${least}; it is ${shown(value)}`);
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
