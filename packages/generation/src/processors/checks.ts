import { InvalidArgumentError } from '@automodel/core';

/** @throws InvalidArgumentError unless `value` is a number above 0 */
export function requirePositive(name: string, value: number): void {
  if (typeof value !== 'number' || !(value > 0) || value === Infinity) {
    throw new InvalidArgumentError(`${name} must be a number above 0, not ${String(value)}`);
  }
}

/** @throws InvalidArgumentError unless `within`; `range` says what is expected */
export function requireRange(name: string, value: number, within: boolean, range: string): void {
  if (typeof value !== 'number' || !within) {
    throw new InvalidArgumentError(`${name} must be a number ${range}, not ${String(value)}`);
  }
}

/** @throws InvalidArgumentError unless `ids` are token ids */
export function requireTokens(name: string, ids: readonly number[]): void {
  if (!Array.isArray(ids) || ids.some((id) => !Number.isInteger(id) || id < 0)) {
    throw new InvalidArgumentError(
      `${name} must be token ids, integers of at least 0, not ${JSON.stringify(ids)}`,
    );
  }
}
