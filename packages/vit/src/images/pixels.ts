import { ImageError } from './errors.js';

/** How many bytes a pixel has: gray, gray and alpha, RGB, or RGB and alpha. */
export type Channels = 1 | 2 | 3 | 4;

/** Pixels row by row, each of `channels` bytes. */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
}

/** A part of a picture, in pixels. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** No picture that is made here may have more bytes: what is asked for must not take the machine's memory. */
const LARGEST_MADE = 2 ** 30;

/** @throws ImageError if there can be no picture of this size */
export function checkSize(width: number, height: number, channels: number): void {
  const sizes = `${width} x ${height} pixels of ${channels} channels`;
  if (![width, height].every((side) => Number.isInteger(side) && side > 0)) {
    throw new ImageError('image-size-invalid', `there is no picture of ${sizes} (width x height)`);
  }
  if (width * height * channels > LARGEST_MADE) {
    throw new ImageError(
      'image-too-large',
      `a picture of ${sizes} would take more than 1 GB; choose a smaller size`,
    );
  }
}

/** Pixels of another kind. Color becomes gray as in Pillow (ITU-R 601-2), alpha is dropped, not blended. */
export function convertChannels({ data, width, height, channels }: Pixels, wanted: Channels): Pixels {
  if (channels === wanted) return { data, width, height, channels };
  checkSize(width, height, wanted);
  const converted = new Uint8ClampedArray(width * height * wanted);
  const [colorful, hasAlpha] = [channels >= 3, channels % 2 === 0];
  for (let from = 0, to = 0; from < data.length; from += channels, to += wanted) {
    if (wanted >= 3) {
      converted[to] = data[from];
      converted[to + 1] = data[colorful ? from + 1 : from];
      converted[to + 2] = data[colorful ? from + 2 : from];
    } else {
      converted[to] = colorful ? luma(data[from], data[from + 1], data[from + 2]) : data[from];
    }
    if (wanted % 2 === 0) converted[to + wanted - 1] = hasAlpha ? data[from + channels - 1] : 255;
  }
  return { data: converted, width, height, channels: wanted };
}

function luma(red: number, green: number, blue: number): number {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

/** A region of a picture; where it reaches beyond the picture there are zeros. */
export function cutOut(picture: Pixels, { left, top, width, height }: Region): Pixels {
  const { channels } = picture;
  checkSize(width, height, channels);
  const data = new Uint8ClampedArray(width * height * channels);
  const [firstRow, lastRow] = [Math.max(top, 0), Math.min(top + height, picture.height)];
  const [first, last] = [Math.max(left, 0), Math.min(left + width, picture.width)];
  for (let y = firstRow; y < lastRow && first < last; y++) {
    const row = picture.data.subarray(
      (y * picture.width + first) * channels,
      (y * picture.width + last) * channels,
    );
    data.set(row, ((y - top) * width + first - left) * channels);
  }
  return { data, width, height, channels };
}
