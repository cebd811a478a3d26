import { table } from './tables.js';

/** What went in beside what came out. */
export function sideBySide(
  head: readonly [string, string],
  inputs: readonly string[],
  outputs: readonly string[],
): string {
  return table(
    head,
    inputs.map((input, i) => [input, outputs[i]]),
  );
}
