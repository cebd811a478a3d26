/**
 * The filters of Pillow's `Image.resize`, by the numbers that preprocessor_config.json gives them. Each is a function of
 * the distance from the middle, in pixels of the smaller picture, and zero beyond its support.
 */

import { InvalidArgumentError } from '@automodel/core';

/** A resampling filter by Pillow's number. */
export type ResampleFilter = 0 | 1 | 2 | 3 | 4 | 5;

export const NEAREST = 0;
export const BILINEAR = 2;
export const BICUBIC = 3;

/** The numbers of the filters by their names. */
export const filterNumbers = {
  nearest: NEAREST,
  lanczos: 1,
  bilinear: BILINEAR,
  bicubic: BICUBIC,
  box: 4,
  hamming: 5,
} as const;

/** A resampling filter, by Pillow's number or its name. */
export type Resample = ResampleFilter | keyof typeof filterNumbers;

/** @throws InvalidArgumentError for a filter that there is not */
export function filterNumber(resample: Resample): ResampleFilter {
  const number = typeof resample === 'string' ? filterNumbers[resample] : resample;
  if (Object.values(filterNumbers).includes(number)) return number;
  const names = Object.entries(filterNumbers).map(([name, value]) => `${value} (${name})`);
  throw new InvalidArgumentError(`there is no filter "${resample}"; there are ${names.join(', ')}`);
}

export interface Filter {
  readonly support: number;
  weight(distance: number): number;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** The window's constants, which Pillow has in single precision. */
const [HAMMING_MEAN, HAMMING_SWING] = [Math.fround(0.54), Math.fround(0.46)];

export const filters: Readonly<Record<Exclude<ResampleFilter, 0>, Filter>> = {
  1: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
  2: { support: 1, weight: (x) => Math.max(1 - Math.abs(x), 0) },
  3: { support: 2, weight: cubic },
  4: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  5: {
    support: 1,
    weight: (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (HAMMING_MEAN + HAMMING_SWING * Math.cos(x * Math.PI))),
  },
};

/** The cubic convolution with a = -0.5. */
function cubic(distance: number): number {
  const x = Math.abs(distance);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * -0.5 : 0;
}
