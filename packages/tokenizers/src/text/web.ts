// What every JavaScript platform has, declared here so that the types of none of them are needed.
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
declare class TextDecoder {
  constructor(label: 'utf-8', options: { ignoreBOM: boolean; fatal?: boolean });
  decode(bytes: Uint8Array): string;
}
declare function atob(base64: string): string;
declare const console: { log(text: string): void; warn(text: string): void };
declare const globalThis: { process?: { stdout?: { write(text: string): void } } };

const encoder = new TextEncoder();
const lossy = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** Text to UTF-8; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** UTF-8 to text, with U+FFFD for what is not. */
export function decodeUtf8(bytes: Uint8Array): string {
  return lossy.decode(bytes);
}

/** UTF-8 to text; undefined if it is not. */
export function decodeUtf8Strictly(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** @throws Error if the text is not Base64. */
export function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Shows a piece of text to whoever runs the program; where there is no standard output, as in browsers, as a line. */
export function printText(text: string): void {
  const { stdout } = globalThis.process ?? {};
  if (stdout) stdout.write(text);
  else console.log(text);
}

const told = new Set<string>();

/** Warns whoever runs the program, once. */
export function warnOnce(text: string): void {
  if (!told.has(text)) console.warn(text);
  told.add(text);
}
