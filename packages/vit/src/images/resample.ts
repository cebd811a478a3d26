/**
 * Pillow's `Image.resize`, bit for bit: two passes over bytes, rows first, each with weights in fixed point whose support
 * grows as the picture shrinks, and rounding in between.
 */
import { filters, NEAREST, type Filter, type ResampleFilter } from './filters.js';
import { checkSize, cutOut, type Pixels, type Region } from './pixels.js';

/** Bits behind the point of the weights: a byte times a weight, and what overshoots, fits into 32 bits. */
const PRECISION = 22;
const HALF = 1 << (PRECISION - 1);

/**
 * Resizes a picture.
 *
 * @param region what of the resized picture is wanted; all, if left out. Only that is computed.
 * @throws ImageError if there can be no picture of this size
 */
export function resample(
  source: Pixels,
  size: { readonly width: number; readonly height: number },
  filter: ResampleFilter,
  region: Region = { left: 0, top: 0, ...size },
): Pixels {
  checkSize(region.width, region.height, source.channels);
  if (size.width === source.width && size.height === source.height) return cutOut(source, region);
  if (filter === NEAREST) return nearest(source, size, region);
  if (source.channels % 2 === 0)
    return divideByAlpha(resampleAll(multiplyByAlpha(source), size, filter, region));
  return resampleAll(source, size, filter, region);
}

function resampleAll(
  source: Pixels,
  size: { readonly width: number; readonly height: number },
  number: Exclude<ResampleFilter, 0>,
  region: Region,
): Pixels {
  const filter = filters[number];
  const columns = taps(source.width, size.width, region.left, region.width, filter);
  const rows = taps(source.height, size.height, region.top, region.height, filter);
  // Pillow brings very tall pictures to their height first.
  if (source.height > 100 * source.width && size.height < source.height) {
    return resampleRows(resampleColumns(source, 0, rows), 0, region.height, columns);
  }
  // Only these rows of the source are looked at.
  const first = rows.starts[0];
  const last = rows.starts[region.height - 1] + rows.counts[region.height - 1];
  const narrowed = resampleRows(source, first, last, columns);
  return resampleColumns(narrowed, first, rows);
}

/** For each pixel of a side: which pixels it is made of, and how much of each. */
interface Taps {
  readonly starts: Int32Array;
  readonly counts: Int32Array;
  /** `stride` of them for each pixel. */
  readonly weights: Int32Array;
  readonly stride: number;
}

/** @param from the first pixel of the resized side that is wanted. @param count how many are */
function taps(source: number, target: number, from: number, count: number, filter: Filter): Taps {
  const scale = source / target;
  const spread = Math.max(scale, 1);
  const support = filter.support * spread;
  const stride = Math.ceil(support) * 2 + 1;
  checkSize(count, stride, 4);
  const [starts, counts] = [new Int32Array(count), new Int32Array(count)];
  const weights = new Int32Array(count * stride);
  const exact = new Float64Array(stride);
  for (let i = 0; i < count; i++) {
    const center = (from + i + 0.5) * scale;
    const start = Math.max(Math.trunc(center - support + 0.5), 0);
    const length = Math.min(Math.trunc(center + support + 0.5), source) - start;
    let sum = 0;
    for (let k = 0; k < length; k++) {
      exact[k] = filter.weight((k + start - center + 0.5) * (1 / spread));
      sum += exact[k];
    }
    for (let k = 0; k < length; k++) {
      const share = (sum === 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION);
      weights[i * stride + k] = Math.trunc(share + (share < 0 ? -0.5 : 0.5));
    }
    starts[i] = start;
    counts[i] = length;
  }
  return { starts, counts, weights, stride };
}

/** The rows `first` to `last` in another width. */
function resampleRows(source: Pixels, first: number, last: number, columns: Taps): Pixels {
  const { data, width, channels } = source;
  const { starts, counts, weights, stride } = columns;
  const height = last - first;
  checkSize(starts.length, height, channels);
  const result = new Uint8ClampedArray(starts.length * height * channels);
  let to = 0;
  for (let y = first; y < last; y++) {
    for (let x = 0; x < starts.length; x++) {
      const begin = (y * width + starts[x]) * channels;
      const tap = x * stride;
      const end = tap + counts[x];
      if (channels === 3) {
        let red = HALF;
        let green = HALF;
        let blue = HALF;
        for (let k = tap, at = begin; k < end; k++, at += 3) {
          const weight = weights[k];
          red = (red + Math.imul(data[at], weight)) | 0;
          green = (green + Math.imul(data[at + 1], weight)) | 0;
          blue = (blue + Math.imul(data[at + 2], weight)) | 0;
        }
        result[to] = red >> PRECISION;
        result[to + 1] = green >> PRECISION;
        result[to + 2] = blue >> PRECISION;
      } else {
        for (let channel = 0; channel < channels; channel++) {
          let sum = HALF;
          for (let k = tap, at = begin + channel; k < end; k++, at += channels) {
            sum = (sum + Math.imul(data[at], weights[k])) | 0;
          }
          result[to + channel] = sum >> PRECISION;
        }
      }
      to += channels;
    }
  }
  return { data: result, width: starts.length, height, channels };
}

/** A picture in another height. @param first which row of the whole picture is its first */
function resampleColumns(source: Pixels, first: number, rows: Taps): Pixels {
  const { data, width, channels } = source;
  const { starts, counts, weights, stride } = rows;
  const length = width * channels;
  const result = new Uint8ClampedArray(length * starts.length);
  const sums = new Int32Array(length);
  for (let y = 0; y < starts.length; y++) {
    sums.fill(HALF);
    for (let k = 0; k < counts[y]; k++) {
      const weight = weights[y * stride + k];
      const row = (starts[y] - first + k) * length;
      for (let i = 0; i < length; i++) sums[i] += Math.imul(data[row + i], weight);
    }
    const to = y * length;
    for (let i = 0; i < length; i++) result[to + i] = sums[i] >> PRECISION;
  }
  return { data: result, width, height: starts.length, channels };
}

function nearest(
  source: Pixels,
  size: { readonly width: number; readonly height: number },
  { left, top, width, height }: Region,
): Pixels {
  const { data, channels } = source;
  const columns = nearestPlaces(source.width, size.width, left, width);
  const rows = nearestPlaces(source.height, size.height, top, height);
  const result = new Uint8ClampedArray(width * height * channels);
  let to = 0;
  for (const y of rows) {
    for (const x of columns) {
      const from = (y * source.width + x) * channels;
      for (let channel = 0; channel < channels; channel++) result[to++] = data[from + channel];
    }
  }
  return { data: result, width, height, channels };
}

/** Which pixel of a side each pixel of the resized side shows. */
function nearestPlaces(source: number, target: number, from: number, count: number): Int32Array {
  const scale = source / target;
  const places = new Int32Array(count);
  // Summed up step by step as Pillow does, whose rounding shows in large pictures.
  let place = scale * 0.5;
  for (let i = 0; i < from + count; i++) {
    if (i >= from) places[i - from] = Math.min(Math.trunc(place), source - 1);
    place += scale;
  }
  return places;
}

/** Colors weighed by their alpha, so that what is transparent does not shine through when pixels are mixed. */
function multiplyByAlpha(source: Pixels): Pixels {
  return mapColors(source, (color, alpha) => {
    const product = color * alpha + 128;
    return ((product >> 8) + product) >> 8;
  });
}

function divideByAlpha(source: Pixels): Pixels {
  return mapColors(source, (color, alpha) =>
    alpha === 0 || alpha === 255 ? color : Math.trunc((255 * color) / alpha),
  );
}

function mapColors(source: Pixels, f: (color: number, alpha: number) => number): Pixels {
  const { data, channels } = source;
  const mapped = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at += channels) {
    const alpha = data[at + channels - 1];
    for (let channel = 0; channel < channels - 1; channel++)
      mapped[at + channel] = f(data[at + channel], alpha);
    mapped[at + channels - 1] = alpha;
  }
  return { ...source, data: mapped };
}
