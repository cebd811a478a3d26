import { codePointAt, unitsOf, utf8Length } from './characters.js';

/** For each byte of a text's UTF-8 form the UTF-16 range of the character it belongs to. */
export interface Utf8Ranges {
  start(byte: number): number;
  end(byte: number): number;
}

const ascii: Utf8Ranges = { start: (byte) => byte, end: (byte) => byte + 1 };

export function utf8Ranges(text: string): Utf8Ranges {
  if (/^[\0-\x7F]*$/.test(text)) return ascii;
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < text.length;) {
    const codePoint = codePointAt(text, at);
    const next = at + unitsOf(codePoint);
    for (let bytes = utf8Length(codePoint); bytes > 0; bytes--) {
      starts.push(at);
      ends.push(next);
    }
    at = next;
  }
  return { start: (byte) => starts[byte], end: (byte) => ends[byte] };
}
