import { encodeUtf8 } from './web.js';

// GPT-2's table: each byte has a printable character, most of them their own.
const printable = (byte: number): boolean =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);

let unprintable = 0x100;
/** The character that stands for each byte in byte-level vocabularies. */
export const byteCharacters: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(printable(byte) ? byte : unprintable++),
);

const bytesOf = new Map(byteCharacters.map((character, byte) => [character, byte]));

/** Text with each byte of its UTF-8 form as one character. */
export function toByteCharacters(text: string): string {
  let out = '';
  for (const byte of encodeUtf8(text)) out += byteCharacters[byte];
  return out;
}

/** The bytes that a token stands for; a token with other characters stands for its own UTF-8 form. */
export function fromByteCharacters(token: string): number[] {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = bytesOf.get(character);
    if (byte === undefined) return [...encodeUtf8(token)];
    bytes.push(byte);
  }
  return bytes;
}

const byteToken = /^<0x([0-9A-Fa-f]{2})>$/;

/** The byte that `<0x0A>` stands for. */
export function byteOfToken(token: string): number | undefined {
  const match = byteToken.exec(token);
  return match ? parseInt(match[1], 16) : undefined;
}

/** `<0x0A>` for each byte of the UTF-8 form. */
export function toByteTokens(text: string): string[] {
  return Array.from(encodeUtf8(text), (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
}
