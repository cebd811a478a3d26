/** The smallest code point that needs as many further bytes. */
const least = [0, 0x80, 0x800, 0x10000];

/**
 * Writes the UTF-16 units of `[start, end)` of UTF-8 to `units` from `at` on, where there is room for as many units as bytes.
 *
 * @returns where they end, or -1 if it is not UTF-8
 * @see https://www.unicode.org/versions/latest/core-spec/chapter-3/#G7404
 */
export function unitsOfUtf8(
  bytes: Uint8Array,
  start: number,
  end: number,
  units: Uint16Array,
  at: number,
): number {
  for (let i = start; i < end;) {
    const first = bytes[i++];
    if (first < 0x80) {
      units[at++] = first;
      continue;
    }
    const more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    if (first < 0xc0 || first > 0xf7 || i + more > end) return -1;
    let codePoint = first & (0x3f >> more);
    for (const last = i + more; i < last; i++) {
      if ((bytes[i] & 0xc0) !== 0x80) return -1;
      codePoint = (codePoint << 6) | (bytes[i] & 0x3f);
    }
    const isSurrogate = codePoint >= 0xd800 && codePoint < 0xe000;
    if (codePoint < least[more] || codePoint > 0x10ffff || isSurrogate) return -1;
    if (codePoint < 0x10000) units[at++] = codePoint;
    else {
      units[at++] = 0xd7c0 + (codePoint >> 10);
      units[at++] = 0xdc00 | (codePoint & 0x3ff);
    }
  }
  return at;
}
