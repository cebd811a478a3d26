/**
 * Encoded pictures to pixels, as Pillow's `ImageOps.exif_transpose(Image.open(file))` reads them: turned upright, the first
 * frame or page of several, color profiles ignored.
 */
import type { Metadata, Sharp } from 'sharp';
import { checkCount } from '@automodel/core';
import { ImageError } from './errors.js';
import { pictureFormat } from './formats.js';
import type { Channels, Pixels } from './pixels.js';
import { loadSharp } from './sharp.js';

/** Options of decoding. */
export interface DecodeImageOptions {
  /**
   * The most pixels that a picture may have, so that a small file that unfolds to a huge picture does no harm;
   * 178,956,970 if left out, as in Pillow.
   */
  readonly max_pixels?: number;
}

const DEFAULT_MAX_PIXELS = 178_956_970;

/**
 * Decodes a PNG, JPEG, WebP, AVIF, TIFF or GIF.
 *
 * @param name what messages call the picture
 * @throws ImageError if it is no such picture, damaged, or too large
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  { max_pixels = DEFAULT_MAX_PIXELS }: DecodeImageOptions = {},
): Promise<Pixels> {
  checkCount('max_pixels', max_pixels);
  pictureFormat(bytes, name);
  const sharp = loadSharp();
  try {
    // The header alone is read here, whatever size it tells.
    const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = metadata;
    if (width * height > max_pixels) {
      throw new ImageError(
        'image-too-large',
        `${name} has ${width} x ${height} pixels, more than the ${max_pixels} that are allowed; ` +
          'shrink it, or allow more with the option max_pixels',
      );
    }
    const picture = sharp(bytes, { ignoreIcc: true, failOn: 'truncated', limitInputPixels: max_pixels });
    return await toPixels(picture.autoOrient(), metadata);
  } catch (cause) {
    if (cause instanceof ImageError) throw cause;
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new ImageError(
      'image-corrupt',
      `${name} is damaged or cut off and cannot be decoded (${reason}); fetch or save it again`,
      { cause },
    );
  }
}

function toPixels(picture: Sharp, { space, depth, hasAlpha }: Metadata): Promise<Pixels> {
  if (space === 'cmyk') return printColors(picture);
  if (space === 'grey16' && depth === 'ushort' && !hasAlpha) return wideGray(picture);
  return read(picture.toColourspace(space === 'b-w' ? 'b-w' : 'srgb'));
}

async function read(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels as Channels };
}

/** CMYK to RGB without a profile, as Pillow converts it. */
async function printColors(picture: Sharp): Promise<Pixels> {
  const inks = await read(picture.pipelineColourspace('cmyk').toColourspace('cmyk'));
  const { width, height } = inks;
  const data = new Uint8ClampedArray(width * height * 3);
  for (let from = 0, to = 0; from < inks.data.length; from += inks.channels, to += 3) {
    const paper = 255 - inks.data[from + 3];
    for (let channel = 0; channel < 3; channel++) {
      const product = inks.data[from + channel] * paper + 128;
      data[to + channel] = paper - (((product >> 8) + product) >> 8);
    }
  }
  return { data, width, height, channels: 3 };
}

/** Gray of 16 bits: Pillow cuts values above 255 off, where it takes the higher byte of colors. */
async function wideGray(picture: Sharp): Promise<Pixels> {
  const { data, info } = await picture
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const values = new Uint16Array(data.buffer, data.byteOffset, width * height);
  return { data: Uint8ClampedArray.from(values), width, height, channels: 1 };
}
