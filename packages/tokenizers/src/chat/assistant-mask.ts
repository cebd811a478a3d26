import type { Encoding } from '../encoding.js';

/** 1 for the tokens of what the assistant says, which lies at `spans` of the text. */
export function assistantMask(
  encoding: Encoding,
  spans: readonly (readonly [start: number, end: number])[],
): Int32Array {
  const mask = new Int32Array(encoding.length);
  for (const [start, end] of spans) {
    const first = encoding.charToToken(start);
    // Truncation cut it off.
    if (first === undefined) break;
    const last = encoding.charToToken(end - 1);
    mask.fill(1, first, last ? last + 1 : mask.length);
  }
  return mask;
}
