import { refuseUnknownOptions, Tensor, type TypedArray } from '@automodel/core';
import type { Sharp } from 'sharp';
import { decodeImage, type DecodeImageOptions } from './decode.js';
import { ImageError } from './errors.js';
import { BILINEAR, filterNumber, type Resample } from './filters.js';
import { checkSize, convertChannels, cutOut, type Channels, type Pixels } from './pixels.js';
import { resample } from './resample.js';
import { loadSharp } from './sharp.js';
import { fetchImage, type EncodedImage, type FetchImageOptions } from './source.js';

/** Whatever a picture can be read from: a path, a URL, encoded bytes, or pixels. */
export type ImageInput = EncodedImage | RawImage;

/** Options of reading a picture. */
export interface ReadImageOptions extends FetchImageOptions, DecodeImageOptions {}

/** Formats that pictures are written in. */
const writable = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'];

/** The names of {@link ReadImageOptions}. */
export const readOptionNames = ['max_bytes', 'max_pixels', 'timeout', 'signal'] as const;

/**
 * A picture as pixels. As in transformers.js, methods change the picture and return it, so that calls can be chained; all
 * arithmetic is Pillow's.
 *
 * @example
 * const image = await RawImage.read('street.jpg');
 * await image.rgb().resize(224, 224);
 */
export class RawImage implements Pixels {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  /** 1 is gray, 2 gray with alpha, 3 RGB, 4 RGB with alpha. */
  channels: Channels;

  /**
   * @param data pixels row by row, `channels` bytes each
   * @throws ImageError if the sizes are none that a picture can have, or do not fit `data`
   */
  constructor(data: Uint8Array | Uint8ClampedArray, width: number, height: number, channels: Channels) {
    if (![1, 2, 3, 4].includes(channels)) {
      throw new ImageError('image-size-invalid', `a picture has 1 to 4 channels; ${channels} were given`);
    }
    checkSize(width, height, channels);
    if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
      throw new ImageError('image-source-invalid', 'pixels must be a Uint8Array or a Uint8ClampedArray');
    }
    if (data.length !== width * height * channels) {
      throw new ImageError(
        'image-size-invalid',
        `${width} x ${height} pixels of ${channels} channels are ${width * height * channels} bytes; ${data.length} were given`,
      );
    }
    this.data = data;
    this.width = width;
    this.height = height;
    this.channels = channels;
  }

  /**
   * Reads a picture: PNG, JPEG, WebP, AVIF, TIFF or GIF, of several frames the first, turned upright. Color profiles are
   * ignored, as in Python's pipelines.
   *
   * @param input a path, a URL (http, https, data or file), a Blob, encoded bytes, or a picture, which is returned as it is
   * @throws ImageError if it cannot be read, or is larger than allowed
   */
  static async read(input: ImageInput, options: ReadImageOptions = {}): Promise<RawImage> {
    refuseUnknownOptions('RawImage.read()', options, readOptionNames);
    if (input instanceof RawImage) return input;
    const { max_pixels, ...fetching } = options;
    const { bytes, name } = await fetchImage(input, fetching);
    return RawImage.of(await decodeImage(bytes, name, { max_pixels }));
  }

  /** Reads a picture from a URL or a path. */
  static fromURL(url: string | URL, options?: ReadImageOptions): Promise<RawImage> {
    return RawImage.read(url, options);
  }

  /** Reads a picture from a Blob. */
  static fromBlob(blob: Blob, options?: ReadImageOptions): Promise<RawImage> {
    return RawImage.read(blob, options);
  }

  /**
   * Makes a picture of a tensor.
   *
   * @param tensor uint8 `[channels, height, width]`, or `[height, width, channels]` if `channel_format` says so
   */
  static fromTensor(tensor: Tensor, channel_format: 'CHW' | 'HWC' = 'CHW'): RawImage {
    if (tensor.type !== 'uint8' || tensor.dims.length !== 3) {
      throw new ImageError(
        'image-source-invalid',
        `a picture is made of a uint8 tensor with three dimensions; it is ${tensor.describe()}`,
      );
    }
    const rows = isChannelsFirst(channel_format) ? tensor.permute(1, 2, 0) : tensor;
    const [height, width, channels] = rows.dims;
    return new RawImage(
      new Uint8Array(rows.data as TypedArray as Uint8Array),
      width,
      height,
      channels as Channels,
    );
  }

  /** Makes a picture of pixels. */
  static of({ data, width, height, channels }: Pixels): RawImage {
    return new RawImage(data, width, height, channels);
  }

  /** Width and height. */
  get size(): [number, number] {
    return [this.width, this.height];
  }

  /** To one channel, by Pillow's weights. */
  grayscale(): this {
    return this.update(convertChannels(this, 1));
  }

  /** To three channels. Alpha is dropped, not blended. */
  rgb(): this {
    return this.update(convertChannels(this, 3));
  }

  /** To four channels. */
  rgba(): this {
    return this.update(convertChannels(this, 4));
  }

  /** To 1, 3 or 4 channels. */
  convert(numChannels: number): this {
    if (![1, 2, 3, 4].includes(numChannels)) {
      throw new ImageError(
        'image-size-invalid',
        `a picture has 1 to 4 channels; ${numChannels} were asked for`,
      );
    }
    return this.update(convertChannels(this, numChannels as Channels));
  }

  /** Takes the alpha of a picture of four channels from another of the same size and one channel. */
  putAlpha(mask: RawImage): this {
    if (
      mask.channels !== 1 ||
      this.channels !== 4 ||
      mask.width !== this.width ||
      mask.height !== this.height
    ) {
      throw new ImageError(
        'image-size-invalid',
        `putAlpha() needs a picture of 4 channels and a mask of 1, both of one size; they are ${describe(this)} and ${describe(mask)}`,
      );
    }
    for (let i = 0; i < mask.data.length; i++) this.data[4 * i + 3] = mask.data[i];
    return this;
  }

  /**
   * To another size, with Pillow's arithmetic.
   *
   * @param width in pixels; null or -1 follows from the height
   * @param height in pixels; null or -1 follows from the width
   * @param options.resample `bilinear` if left out
   */
  resize(
    width: number | null,
    height: number | null,
    options: { readonly resample?: Resample } = {},
  ): Promise<this> {
    return promised(() => {
      refuseUnknownOptions('resize()', options, ['resample']);
      const size = this.completeSize(width, height);
      return this.update(resample(this, size, filterNumber(options.resample ?? BILINEAR)));
    });
  }

  /** Adds zeros around the picture. */
  pad([left, right, top, bottom]: readonly [number, number, number, number]): Promise<this> {
    return promised(() => {
      const sides = { left, right, top, bottom };
      for (const [name, value] of Object.entries(sides)) {
        if (!Number.isInteger(value) || value < 0) {
          throw new ImageError('image-size-invalid', `pad() takes whole numbers from 0; ${name} is ${value}`);
        }
      }
      const size = { width: this.width + left + right, height: this.height + top + bottom };
      return this.update(cutOut(this, { left: -left, top: -top, ...size }));
    });
  }

  /** What lies in a rectangle, whose corners belong to it, as in transformers.js. */
  crop([x_min, y_min, x_max, y_max]: readonly [number, number, number, number]): Promise<this> {
    return promised(() => {
      const [left, top] = [Math.max(x_min, 0), Math.max(y_min, 0)];
      const [right, bottom] = [Math.min(x_max, this.width - 1), Math.min(y_max, this.height - 1)];
      return this.update(cutOut(this, { left, top, width: right - left + 1, height: bottom - top + 1 }));
    });
  }

  /** The middle of the picture; where it reaches beyond the picture there are zeros. */
  center_crop(crop_width: number, crop_height: number): Promise<this> {
    return promised(() => {
      const left = Math.floor((this.width - crop_width) / 2);
      const top = Math.floor((this.height - crop_height) / 2);
      return this.update(cutOut(this, { left, top, width: crop_width, height: crop_height }));
    });
  }

  /** A picture of one channel for each channel. */
  split(): RawImage[] {
    const { data, width, height, channels } = this;
    return Array.from({ length: channels }, (_, channel) => {
      const band = new Uint8ClampedArray(width * height);
      for (let i = 0; i < band.length; i++) band[i] = data[i * channels + channel];
      return new RawImage(band, width, height, 1);
    });
  }

  clone(): RawImage {
    return new RawImage(this.data.slice(), this.width, this.height, this.channels);
  }

  /** uint8 `[channels, height, width]`, or `[height, width, channels]` */
  toTensor(channel_format: 'CHW' | 'HWC' = 'CHW'): Tensor<'uint8'> {
    const { width, height, channels } = this;
    const pixels = new Tensor('uint8', new Uint8Array(this.data), [height, width, channels]);
    return isChannelsFirst(channel_format) ? pixels.permute(2, 0, 1) : pixels;
  }

  /**
   * The picture in a file format.
   *
   * @param type for example `image/png` (the default), `image/jpeg`, `image/webp`
   * @param quality from 0 to 1, where the format has such; 1 if left out
   */
  async toBlob(type = 'image/png', quality = 1): Promise<Blob> {
    const format = /^image\/(.+)$/.exec(type)?.[1];
    if (!writable.includes(format ?? '')) {
      throw new ImageError(
        'image-format-unsupported',
        `"${type}" is not written; there are ${writable.map((name) => `image/${name}`).join(', ')}`,
      );
    }
    const options = { quality: Math.max(Math.round(quality * 100), 1) };
    const bytes = await this.toSharp()
      .toFormat(format as 'png', options)
      .toBuffer();
    return new Blob([new Uint8Array(bytes)], { type });
  }

  /**
   * Writes the picture to a file, in the format that its ending says.
   *
   * @throws ImageError if there is no such format, or no such folder
   */
  async save(path: string): Promise<void> {
    try {
      await this.toSharp().toFile(path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ImageError('image-not-written', `the picture cannot be written: ${reason}`, { cause });
    }
  }

  /** The picture for `sharp`. */
  toSharp(): Sharp {
    const { data, width, height, channels } = this;
    return loadSharp()(data, { raw: { width, height, channels } });
  }

  private completeSize(width: number | null, height: number | null): { width: number; height: number } {
    const given = (side: number | null): side is number => side !== null && side !== -1;
    if (given(width) && given(height)) return { width, height };
    if (given(width)) return { width, height: Math.max(Math.round((width / this.width) * this.height), 1) };
    if (given(height)) return { width: Math.max(Math.round((height / this.height) * this.width), 1), height };
    return { width: this.width, height: this.height };
  }

  private update({ data, width, height, channels }: Pixels): this {
    return Object.assign(this, { data, width, height, channels });
  }
}

/** Reads a picture: {@link RawImage.read}. */
export const load_image = (input: ImageInput, options?: ReadImageOptions): Promise<RawImage> =>
  RawImage.read(input, options);

function isChannelsFirst(format: string): boolean {
  if (format === 'CHW' || format === 'HWC') return format === 'CHW';
  throw new ImageError('image-source-invalid', `channel_format is CHW or HWC, not "${format}"`);
}

function describe({ width, height, channels }: Pixels): string {
  return `${width} x ${height} x ${channels}`;
}

/** The result or error of `f` as a promise's. */
function promised<T>(f: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(f());
  });
}
