import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from '@automodel/core';

/** @throws InvalidArgumentError if the file cannot be read */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidArgumentError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
