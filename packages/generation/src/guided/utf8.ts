/** Ranges of bytes, one after the other. */
export type ByteRanges = readonly (readonly [low: number, high: number])[];

/** The last code point of each length, and the surrogates, which UTF-8 does not have. */
const parts = [
  [0, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
] as const;

/** The UTF-8 forms of the code points from `low` to `high`, as few sequences of byte ranges. */
export function utf8Ranges(low: number, high: number): ByteRanges[] {
  const out: ByteRanges[] = [];
  for (const [first, last] of parts) {
    const from = Math.max(low, first);
    const to = Math.min(high, last);
    if (from <= to) split(from, to, out);
  }
  return out;
}

/** Splits where trailing bytes do not run through all of their values. */
function split(low: number, high: number, out: ByteRanges[]): void {
  const length = utf8Bytes(low).length;
  for (let i = 1; i < length; i++) {
    const mask = 2 ** (6 * i) - 1;
    if ((low & ~mask) === (high & ~mask)) continue;
    if ((low & mask) !== 0) {
      split(low, low | mask, out);
      split((low | mask) + 1, high, out);
      return;
    }
    if ((high & mask) !== mask) {
      split(low, (high & ~mask) - 1, out);
      split(high & ~mask, high, out);
      return;
    }
  }
  const last = utf8Bytes(high);
  out.push(utf8Bytes(low).map((byte, i) => [byte, last[i]] as const));
}

function utf8Bytes(codePoint: number): number[] {
  if (codePoint < 0x80) return [codePoint];
  const trailing = (shift: number): number => 0x80 | ((codePoint >> shift) & 0x3f);
  if (codePoint < 0x800) return [0xc0 | (codePoint >> 6), trailing(0)];
  if (codePoint < 0x10000) return [0xe0 | (codePoint >> 12), trailing(6), trailing(0)];
  return [0xf0 | (codePoint >> 18), trailing(12), trailing(6), trailing(0)];
}
