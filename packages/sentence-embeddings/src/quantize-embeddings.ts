import { InvalidArgumentError, packSigns, refuseUnknownOptions, Tensor } from '@automodel/core';
import { toRows, type Embeddings, type Rows } from './similarity.js';

/** How the elements of vectors are stored; `binary` and `ubinary` keep a bit each, eight in a byte. */
export const precisions = ['float32', 'int8', 'uint8', 'binary', 'ubinary'] as const;
export type Precision = (typeof precisions)[number];

/** The element type of a precision. */
export type PrecisionType<P extends Precision> = P extends 'float32'
  ? 'float32'
  : P extends 'int8' | 'binary'
    ? 'int8'
    : 'uint8';

export interface QuantizeOptions {
  /** The smallest and largest value of each element: `[2, dimension]`. */
  readonly ranges?: Embeddings;
  /** Vectors to take the ranges from, if there are no `ranges`; the vectors themselves if left out. */
  readonly calibration_embeddings?: Embeddings;
}

/**
 * Stores vectors in fewer bits, as Python's `quantize_embeddings`: `int8` and `uint8` in 256 steps of each element's range,
 * `binary` and `ubinary` as signs.
 *
 * @param embeddings `[rows, dimension]`
 * @returns `[rows, dimension]`, or `[rows, dimension / 8]` (rounded up) for signs
 * @throws InvalidArgumentError for a precision that does not exist, and if ranges are missing or do not fit
 */
export function quantizeEmbeddings<P extends Precision>(
  embeddings: Embeddings,
  precision: P,
  options: QuantizeOptions = {},
): Tensor<PrecisionType<P>> {
  refuseUnknownOptions('quantizeEmbeddings()', options, ['ranges', 'calibration_embeddings']);
  checkPrecision(precision);
  const rows = toRows(embeddings);
  const isOne = embeddings instanceof Tensor && embeddings.dims.length === 1;
  const quantized = quantizeRows(rows, precision, options);
  return (isOne ? quantized.squeeze(0) : quantized) as Tensor as Tensor<PrecisionType<P>>;
}

/** @throws InvalidArgumentError if it is no name of a precision */
export function checkPrecision(precision: string): asserts precision is Precision {
  if ((precisions as readonly string[]).includes(precision)) return;
  throw new InvalidArgumentError(`there is no precision "${precision}"; there are ${precisions.join(', ')}`);
}

function quantizeRows(rows: Rows, precision: Precision, options: QuantizeOptions): Tensor {
  const { data, count, dimension } = rows;
  if (precision === 'float32') return new Tensor('float32', data, [count, dimension]);
  if (precision === 'binary' || precision === 'ubinary') {
    return packSigns(new Tensor('float32', data, [count, dimension]), precision);
  }
  const [starts, ends] = count === 0 ? [data, data] : elementRanges(rows, precision, options);
  const [type, shift] = precision === 'int8' ? (['int8', 128] as const) : (['uint8', 0] as const);
  const out = type === 'int8' ? new Int8Array(data.length) : new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const k = i % dimension;
    const step = Math.fround(Math.fround(ends[k] - starts[k]) / 255) || 1;
    const bucket = Math.floor(Math.fround(Math.fround(data[i] - starts[k]) / step));
    out[i] = Math.min(Math.max(bucket, 0), 255) - shift;
  }
  return new Tensor(type, out as never, [count, dimension]);
}

function elementRanges(
  rows: Rows,
  precision: Precision,
  { ranges, calibration_embeddings }: QuantizeOptions,
): [starts: Float32Array, ends: Float32Array] {
  const { dimension } = rows;
  if (ranges) {
    const given = toRows(ranges);
    if (given.count !== 2 || given.dimension !== dimension) {
      throw new InvalidArgumentError(
        `ranges must be [2, ${dimension}]; they are [${given.count}, ${given.dimension}]`,
      );
    }
    return [given.data.subarray(0, dimension), given.data.subarray(dimension)];
  }
  const samples = calibration_embeddings ? toRows(calibration_embeddings) : rows;
  if (samples.dimension !== dimension) {
    throw new InvalidArgumentError(
      `calibration_embeddings have ${samples.dimension} elements, the embeddings ${dimension}`,
    );
  }
  if (samples.count < (calibration_embeddings ? 1 : 2)) {
    throw new InvalidArgumentError(
      `${precision} needs the ranges of elements, which one embedding does not show: encode several texts, or pass ` +
        'ranges or calibration_embeddings to quantizeEmbeddings()',
    );
  }
  const starts = samples.data.slice(0, dimension);
  const ends = starts.slice();
  for (let i = dimension; i < samples.data.length; i++) {
    const k = i % dimension;
    if (samples.data[i] < starts[k]) starts[k] = samples.data[i];
    if (samples.data[i] > ends[k]) ends[k] = samples.data[i];
  }
  return [starts, ends];
}
