import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32, deflateSync } from 'node:zlib';
import { InvalidArgumentError, RunAbortedError } from '@automodel/core';
import { oracles } from '@automodel/oracle';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageError } from './errors.js';
import { RawImage, type ImageInput, type ReadImageOptions } from './raw-image.js';

const pictures = join(oracles[0].folder, 'images');
const bytesOf = (name: string): Buffer => readFileSync(join(pictures, name));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A gray PNG that says it has these sizes, with a row of zeros in place of its pixels. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (kind: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
    const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    checksum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, checksum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(width + 1))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

async function errorOf(input: ImageInput, options?: ReadImageOptions): Promise<ImageError> {
  const error = await RawImage.read(input, options).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ImageError);
  return error as ImageError;
}

describe('what is no picture', () => {
  it.each<[string, string | Buffer, RegExp]>([
    [
      'a text',
      'Dear reader, this is a letter.',
      /letter\.txt" is no picture; JPEG, PNG, GIF, WebP, TIFF, AVIF/,
    ],
    ['nothing', '', /is empty/],
    ['a drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>', /is SVG/],
    ['a page', '<!DOCTYPE html><p>404', /is HTML/],
    ['a bitmap', Buffer.from('BM\x36\x00'), /is BMP/],
    ['another film', Buffer.from('\0\0\0\x18ftypheic'), /is HEIC/],
  ])('is refused by its first bytes: %s', async (_, content, message) => {
    const path = join(folder, 'letter.txt');
    writeFileSync(path, content);
    const error = await errorOf(path);
    expect(error.code).toBe('image-format-unsupported');
    expect(error.message).toMatch(message);
  });

  it('is said to be missing if there is no file', async () => {
    const error = await errorOf(join(folder, 'none.png'));
    expect(error.code).toBe('image-not-found');
    expect(error.message).toMatch(/there is no file ".*none\.png".*or a URL/);
    const ofFolder = await errorOf(folder);
    expect(ofFolder.code).toBe('image-not-found');
    expect(ofFolder.message).toContain('is a folder; give the path of a picture');
  });

  it.each([[undefined], [null], [42], [{}], [['a.png']]])('is refused by its kind: %j', async (input) => {
    const error = await errorOf(input as unknown as ImageInput);
    expect(error.code).toBe('image-source-invalid');
    expect(error.message).toContain('a picture is a path, a URL, a Blob, a Buffer or a RawImage');
  });

  it('does not hide options that there are not', async () => {
    const options = { maxPixels: 3 } as ReadImageOptions;
    await expect(RawImage.read(bytesOf('rgb.png'), options)).rejects.toThrow('option "maxPixels"');
    await expect(RawImage.read(bytesOf('rgb.png'), { max_pixels: 0 })).rejects.toThrow(InvalidArgumentError);
    await expect(RawImage.read(bytesOf('rgb.png'), { timeout: -1 })).rejects.toThrow(InvalidArgumentError);
  });
});

describe('damaged pictures', () => {
  const files = readdirSync(pictures);

  // Of several frames the first may be whole.
  const still = files.filter((file) => !/^(?:animated|pages)/.test(file));
  it.each(still)('that are cut off are refused: %s', async (file) => {
    const bytes = bytesOf(file);
    for (const share of [0.3, 0.6]) {
      const error = await errorOf(bytes.subarray(0, Math.floor(bytes.length * share)));
      expect(error.code).toBe('image-corrupt');
      expect(error.message).toMatch(/^the picture is damaged or cut off and cannot be decoded \(.+\)/);
    }
  });

  it('give pixels or a typed error, whatever bytes are changed', async () => {
    const change = fc.tuple(fc.nat(), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 20 }),
        async (file, changes) => {
          const bytes = Buffer.from(bytesOf(file));
          for (const [place, value] of changes) bytes[place % bytes.length] = value;
          const read = await RawImage.read(bytes, { max_pixels: 1e6 }).catch((error: unknown) => error);
          if (!(read instanceof RawImage)) expect(read).toBeInstanceOf(ImageError);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('pictures that unfold to a huge size', () => {
  it('are refused before they are decoded', async () => {
    const error = await errorOf(pngOf(30_000, 30_000));
    expect(error.code).toBe('image-too-large');
    expect(error.message).toMatch(/30000 x 30000 pixels, more than the 178956970 .* max_pixels/);
  });

  it('are measured by the number that is given', async () => {
    expect((await errorOf(bytesOf('rgb.png'), { max_pixels: 279 })).code).toBe('image-too-large');
    expect((await RawImage.read(bytesOf('rgb.png'), { max_pixels: 280 })).size).toEqual([20, 14]);
    expect((await RawImage.read(pngOf(20_000, 1), { max_pixels: 20_000 })).width).toBe(20_000);
  });

  it('may not have too many bytes either', async () => {
    const path = join(pictures, 'rgb.png');
    for (const input of [path, bytesOf('rgb.png'), new Blob([bytesOf('rgb.png')]), pathToFileURL(path)]) {
      const error = await errorOf(input, { max_bytes: 100 });
      expect(error.code).toBe('image-too-large');
      expect(error.message).toContain('100 bytes that are allowed');
    }
  });
});

describe('pictures of several frames', () => {
  it.each(['animated.gif', 'animated.webp', 'pages.tif'])('are their first: %s', async (file) => {
    const image = (await RawImage.read(join(pictures, file))).rgb();
    const first = (await RawImage.read(join(pictures, file.endsWith('gif') ? 'rgb.gif' : 'rgb.png'))).rgb();
    expect(image.size).toEqual([20, 14]);
    expect(image.data).toEqual(first.data);
  });
});

describe('pictures of a server', () => {
  let server: Server;
  let origin: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/rgb.png') response.end(bytesOf('rgb.png'));
      else if (request.url === '/moved') response.writeHead(302, { location: '/rgb.png' }).end();
      else if (request.url === '/slow') response.write('slow');
      else if (request.url === '/endless') {
        const timer = setInterval(() => response.write(Buffer.alloc(1e5)), 1);
        response.on('close', () => {
          clearInterval(timer);
        });
      } else response.writeHead(404).end('no');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it('are fetched', async () => {
    for (const path of ['/rgb.png', '/moved']) {
      expect((await RawImage.fromURL(`${origin}${path}`)).size).toEqual([20, 14]);
    }
    expect((await RawImage.read(new URL(`${origin}/rgb.png`))).channels).toBe(3);
  });

  it('are refused if the server says no, takes too long, or does not end', async () => {
    const missing = await errorOf(`${origin}/none`);
    expect(missing.code).toBe('image-not-found');
    expect(missing.message).toMatch(/none" cannot be fetched: the server answers 404 Not Found/);
    expect((await errorOf(`${origin}/slow`, { timeout: 0.1 })).message).toContain('more than 0.1 seconds');
    expect((await errorOf(`${origin}/endless`, { max_bytes: 1e6 })).code).toBe('image-too-large');
  });

  it('are refused if there is no server, or none of that kind', async () => {
    expect((await errorOf('http://127.0.0.1:1/a.png')).message).toContain('cannot be fetched');
    expect((await errorOf(new URL('ftp://127.0.0.1/a.png'))).message).toContain('ftp: is not fetched');
    expect((await errorOf('data:image/png;base64,!!!')).code).toMatch(/image-(not-found|format-unsupported)/);
  });

  it('are no longer fetched when the signal says so', async () => {
    const controller = new AbortController();
    const reading = RawImage.read(`${origin}/slow`, { signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toThrow(RunAbortedError);
  });
});
