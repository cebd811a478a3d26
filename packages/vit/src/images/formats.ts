import { ImageError } from './errors.js';

type Signature = readonly [format: string, begins: (head: string) => boolean];

const begins =
  (...starts: readonly string[]) =>
  (head: string): boolean =>
    starts.some((start) => head.startsWith(start));

/** The formats that are read, by the bytes that a file begins with. */
const signatures: readonly Signature[] = [
  ['JPEG', begins('\xff\xd8\xff')],
  ['PNG', begins('\x89PNG\r\n\x1a\n')],
  ['GIF', begins('GIF87a', 'GIF89a')],
  ['WebP', (head) => head.startsWith('RIFF') && head.startsWith('WEBP', 8)],
  ['TIFF', begins('II*\0', 'MM\0*', 'II+\0', 'MM\0+')],
  ['AVIF', (head) => head.startsWith('ftyp', 4) && /avi[fs]/.test(head)],
];

/** Formats that people try, too. */
const others: readonly Signature[] = [
  ['BMP', begins('BM')],
  ['HEIC', (head) => head.startsWith('ftyp', 4)],
  ['PDF', begins('%PDF')],
  ['SVG', (head) => /<svg|^\s*<\?xml/i.test(head)],
  ['HTML', (head) => /^\s*<(?:!doctype|html)/i.test(head)],
];

/**
 * The format of a picture by its first bytes, so that nothing else ever reaches a decoder.
 *
 * @throws ImageError if it is none that is read
 */
export function pictureFormat(bytes: Uint8Array, name: string): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  const found = signatures.find(([, fits]) => fits(head));
  if (found) return found[0];
  const known = others.find(([, fits]) => fits(head));
  const what = bytes.length === 0 ? 'is empty' : known ? `is ${known[0]}` : 'is no picture';
  throw new ImageError(
    'image-format-unsupported',
    `${name} ${what}; ${signatures.map(([format]) => format).join(', ')} are read`,
  );
}
