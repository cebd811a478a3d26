import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InvalidArgumentError, throwIfAborted } from '@automodel/core';
import { ImageError } from './errors.js';

/** A picture in its file format: a path, a URL (http, https, data or file), or its bytes. */
export type EncodedImage = string | URL | Blob | Uint8Array | ArrayBuffer;

/** Options of fetching a picture. */
export interface FetchImageOptions {
  /** The most bytes that a file may have; 100 MiB if left out. */
  readonly max_bytes?: number;
  /** Seconds that a URL may take; 60 if left out. */
  readonly timeout?: number;
  /** Ends fetching early. */
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 100 * 2 ** 20;
const DEFAULT_TIMEOUT = 60;

/** The bytes of a picture, and what messages call it. */
export interface ImageBytes {
  readonly bytes: Uint8Array;
  readonly name: string;
}

/**
 * @throws ImageError if there is no such file, if a URL gives nothing, or if there are too many bytes
 * @throws RunAbortedError if `signal` aborts
 */
export async function fetchImage(image: EncodedImage, options: FetchImageOptions = {}): Promise<ImageBytes> {
  const { max_bytes = DEFAULT_MAX_BYTES, timeout = DEFAULT_TIMEOUT, signal } = options;
  for (const [name, value] of Object.entries({ max_bytes, timeout })) {
    if (!(value > 0)) throw new InvalidArgumentError(`${name} must be a number above 0; it is ${value}`);
  }
  throwIfAborted(signal);
  if (typeof image === 'string' || image instanceof URL) {
    const url = urlOf(image);
    const name = shortened(String(image));
    if (!url) return { bytes: await readPath(String(image), name, max_bytes), name };
    if (url.protocol === 'file:') return { bytes: await readPath(fileURLToPath(url), name, max_bytes), name };
    return { bytes: await download(url, name, { max_bytes, timeout, signal }), name };
  }
  const name = 'the picture';
  if (image instanceof Blob) {
    checkLength(image.size, name, max_bytes);
    return { bytes: new Uint8Array(await image.arrayBuffer()), name };
  }
  const bytes = image instanceof ArrayBuffer ? new Uint8Array(image) : image;
  if (!(bytes instanceof Uint8Array)) {
    throw new ImageError(
      'image-source-invalid',
      `a picture is a path, a URL, a Blob, a Buffer or a RawImage; it is ${describe(image)}`,
    );
  }
  checkLength(bytes.length, name, max_bytes);
  return { bytes, name };
}

function urlOf(image: string | URL): URL | undefined {
  if (image instanceof URL) return image;
  return /^(?:https?|data|file):/i.test(image) && URL.canParse(image) ? new URL(image) : undefined;
}

async function readPath(path: string, name: string, maxBytes: number): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) {
    throw new ImageError(
      'image-not-found',
      `${found?.isDirectory() ? `${name} is a folder` : `there is no file ${name}`}; give the path of a picture, or a URL with http:, https:, data: or file:`,
    );
  }
  checkLength(found.size, name, maxBytes);
  return readFile(path);
}

async function download(
  url: URL,
  name: string,
  options: Required<Omit<FetchImageOptions, 'signal'>> & FetchImageOptions,
): Promise<Uint8Array> {
  const { max_bytes, timeout, signal } = options;
  const limit = AbortSignal.timeout(timeout * 1000);
  try {
    if (!['http:', 'https:', 'data:'].includes(url.protocol))
      throw new Error(`${url.protocol} is not fetched`);
    const response = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    if (!response.ok) throw new Error(`the server answers ${response.status} ${response.statusText}`);
    return await readBody(response, name, max_bytes);
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof ImageError) throw cause;
    const reason = limit.aborted ? `it took more than ${timeout} seconds` : reasonOf(cause);
    throw new ImageError('image-not-found', `${name} cannot be fetched: ${reason}`, { cause });
  }
}

/** Reads no more than is allowed, whatever length the server tells. */
async function readBody(response: Response, name: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    checkLength(length, name, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function checkLength(length: number, name: string, maxBytes: number): void {
  if (length <= maxBytes) return;
  throw new ImageError(
    'image-too-large',
    `${name} has more than the ${maxBytes} bytes that are allowed; allow more with the option max_bytes`,
  );
}

/** What failed below `fetch failed`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function shortened(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return value === null || typeof value !== 'object' ? String(value) : `a ${value.constructor.name}`;
}
