import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Tensor } from '@automodel/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImageError } from './errors.js';
import type { Channels } from './pixels.js';
import { RawImage } from './raw-image.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A picture whose bytes count up. */
function counting(width: number, height: number, channels: Channels): RawImage {
  const data = Uint8Array.from({ length: width * height * channels }, (_, i) => i);
  return new RawImage(data, width, height, channels);
}

const pixels = (image: RawImage): number[] => Array.from(image.data);

describe('a picture of pixels', () => {
  it.each<[string, () => RawImage, string]>([
    ['no width', () => new RawImage(new Uint8Array(0), 0, 4, 3), 'there is no picture of 0 x 4 pixels'],
    ['half a row', () => new RawImage(new Uint8Array(9), 1.5, 2, 3), 'there is no picture of 1.5 x 2'],
    ['too few bytes', () => new RawImage(new Uint8Array(5), 2, 1, 3), 'are 6 bytes; 5 were given'],
    ['five channels', () => new RawImage(new Uint8Array(5), 1, 1, 5 as 4), '1 to 4 channels; 5'],
    ['numbers', () => new RawImage([1, 2, 3] as never, 1, 1, 3), 'must be a Uint8Array'],
    ['no end', () => new RawImage(new Uint8Array(1), 1e6, 1e6, 1), 'would take more than 1 GB'],
  ])('cannot have %s', (_, make, message) => {
    expect(make).toThrow(ImageError);
    expect(make).toThrow(message);
  });

  it('changes its channels', () => {
    expect(pixels(new RawImage(Uint8Array.of(10, 20, 30, 40), 1, 1, 4).rgb())).toEqual([10, 20, 30]);
    expect(pixels(new RawImage(Uint8Array.of(10, 99), 1, 1, 2).rgb())).toEqual([10, 10, 10]);
    expect(pixels(new RawImage(Uint8Array.of(10, 99), 1, 1, 2).rgba())).toEqual([10, 10, 10, 99]);
    expect(pixels(new RawImage(Uint8Array.of(7), 1, 1, 1).convert(4))).toEqual([7, 7, 7, 255]);
    // PIL: Image.new('RGB', (1, 1), (200, 100, 50)).convert('L').getpixel((0, 0)) == 124
    expect(pixels(new RawImage(Uint8Array.of(200, 100, 50), 1, 1, 3).grayscale())).toEqual([124]);
  });

  it('splits into bands, and takes one as its alpha', () => {
    const [red, , blue] = counting(2, 1, 3).split();
    expect([pixels(red), pixels(blue)]).toEqual([
      [0, 3],
      [2, 5],
    ]);
    expect(pixels(counting(2, 1, 3).rgba().putAlpha(blue))).toEqual([0, 1, 2, 2, 3, 4, 5, 5]);
    expect(() => counting(2, 1, 3).putAlpha(blue)).toThrow('putAlpha() needs a picture of 4 channels');
  });

  it('is cropped with both corners, padded, and cut out of the middle', async () => {
    expect(pixels(await counting(4, 3, 1).crop([1, 1, 2, 2]))).toEqual([5, 6, 9, 10]);
    expect(pixels(await counting(2, 1, 1).pad([1, 0, 1, 0]))).toEqual([0, 0, 0, 0, 0, 1]);
    expect(pixels(await counting(4, 3, 1).center_crop(2, 1))).toEqual([5, 6]);
    expect((await counting(2, 2, 1).center_crop(4, 4)).size).toEqual([4, 4]);
    await expect(counting(4, 3, 1).crop([3, 0, 1, 2])).rejects.toThrow('there is no picture of -1 x 3');
    await expect(counting(4, 3, 1).pad([-1, 0, 0, 0])).rejects.toThrow('left is -1');
  });

  it('is resized, with its proportions if a side is left open', async () => {
    expect((await counting(40, 20, 3).resize(10, null)).size).toEqual([10, 5]);
    expect((await counting(40, 20, 3).resize(-1, 10)).size).toEqual([20, 10]);
    expect((await counting(40, 20, 3).resize(null, null)).size).toEqual([40, 20]);
    const nearest = await counting(4, 1, 1).resize(2, 1, { resample: 'nearest' });
    expect(pixels(nearest)).toEqual([1, 3]);
    await expect(counting(4, 4, 1).resize(0, 4)).rejects.toThrow('there is no picture of 0 x 4');
    await expect(counting(4, 4, 1).resize(1e5, 1e5)).rejects.toThrow('more than 1 GB');
    await expect(counting(4, 4, 1).resize(2, 2, { resample: 9 as 5 })).rejects.toThrow('no filter "9"');
  });

  it('that is very tall is brought to its height first, as Pillow does', async () => {
    const data = Uint8Array.from({ length: 404 }, (_, i) => (i * 37) % 256);
    const image = await new RawImage(data, 2, 202, 1).resize(4, 30, { resample: 'bicubic' });
    const ofPillow = [107, 106, 105, 104, 118, 118, 119, 119, 124, 124, 124, 124, 129, 129, 130, 130];
    expect(pixels(image).slice(0, 16)).toEqual(ofPillow);
  });

  it('does not let what is transparent shine through when it is resized', async () => {
    // PIL: an opaque white pixel beside a transparent red one, to one pixel.
    const image = new RawImage(Uint8Array.of(255, 255, 255, 255, 255, 0, 0, 0), 2, 1, 4);
    expect(pixels(await image.resize(1, 1))).toEqual([255, 255, 255, 128]);
  });

  it('of one color stays of that color in every size, by every filter', async () => {
    const size = fc.integer({ min: 1, max: 40 });
    const filter = fc.constantFrom('nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming');
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        size,
        size,
        fc.nat(255),
        filter,
        async (w, h, to, wide, color, resample) => {
          const image = new RawImage(new Uint8Array(w * h * 3).fill(color), w, h, 3);
          await image.resize(to, wide, { resample: resample as 'box' });
          expect(image.data.every((value) => value === color)).toBe(true);
        },
      ),
    );
  });
});

describe('a picture as something else', () => {
  it('is a tensor, and becomes a picture again', () => {
    const image = counting(3, 2, 3);
    expect(image.toTensor().dims).toEqual([3, 2, 3]);
    expect(image.toTensor('HWC').tolist()).toEqual([
      [
        [0, 1, 2],
        [3, 4, 5],
        [6, 7, 8],
      ],
      [
        [9, 10, 11],
        [12, 13, 14],
        [15, 16, 17],
      ],
    ]);
    for (const format of ['CHW', 'HWC'] as const) {
      expect(pixels(RawImage.fromTensor(image.toTensor(format), format))).toEqual(pixels(image));
    }
    expect(() => RawImage.fromTensor(new Tensor('float32', [1], [1, 1, 1]))).toThrow('a uint8 tensor');
    expect(() => image.toTensor('WHC' as 'CHW')).toThrow('CHW or HWC');
  });

  it('is a file, and is read again', async () => {
    const image = counting(5, 4, 3);
    for (const name of ['a.png', 'a.tif', 'a.webp']) {
      await image.save(join(folder, name));
      expect((await RawImage.read(join(folder, name))).size).toEqual([5, 4]);
    }
    expect(pixels(await RawImage.read(join(folder, 'a.png')))).toEqual(pixels(image));
    const blob = await image.toBlob();
    expect(blob.type).toBe('image/png');
    expect(pixels(await RawImage.fromBlob(blob))).toEqual(pixels(image));
    await expect(image.toBlob('text/plain')).rejects.toThrow('"text/plain" is not written');
    await expect(image.save(join(folder, 'a.xyz'))).rejects.toThrow(ImageError);
  });
});
