import { InvalidArgumentError } from './error.js';

/** Numbers in order: an array or a typed array. */
export type Vector = ArrayLike<number> & Iterable<number>;

/** The logistic function, from a logit to a probability. */
export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/** Probabilities from logits; an array for an array, else a Float32Array. */
export function softmax(values: readonly number[]): number[];
export function softmax(values: Vector): Float32Array;
export function softmax(values: Vector): Vector {
  const [largest] = max(values);
  const out = Array.isArray(values) ? new Array<number>(values.length) : new Float32Array(values.length);
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.exp(values[i] - largest);
    sum += out[i];
  }
  for (let i = 0; i < out.length; i++) out[i] /= sum;
  return out;
}

/** Logarithms of the probabilities, from logits; an array for an array, else a Float32Array. */
export function log_softmax(values: readonly number[]): number[];
export function log_softmax(values: Vector): Float32Array;
export function log_softmax(values: Vector): Vector {
  const [largest] = max(values);
  let exponentials = 0;
  for (const value of values) exponentials += Math.exp(value - largest);
  const shift = largest + Math.log(exponentials);
  const out = Array.isArray(values) ? new Array<number>(values.length) : new Float32Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = values[i] - shift;
  return out;
}

export function sum(values: Vector): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** Dot product of two vectors of one length. */
export function dot(a: Vector, b: Vector): number {
  if (a.length !== b.length) {
    throw new InvalidArgumentError(`vectors of ${a.length} and ${b.length} numbers have no dot product`);
  }
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

/** Euclidean length. */
export function magnitude(values: Vector): number {
  return Math.sqrt(dot(values, values));
}

/** L`p` norm: 1 for the sum of absolute values, 2 for the Euclidean length, Infinity for the largest. */
export function lpNorm(values: Vector, p: number): number {
  if (p === 2) return magnitude(values);
  let total = 0;
  for (const value of values) {
    const size = Math.abs(value);
    total = p === Infinity ? Math.max(total, size) : total + size ** p;
  }
  return p === Infinity ? total : total ** (1 / p);
}

/** Cosine of the angle between two vectors; 0 if one of them has no length. */
export function cos_sim(a: Vector, b: Vector): number {
  const lengths = magnitude(a) * magnitude(b);
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

/**
 * The largest value and its index, the first of equal ones. NaN is largest only if there is nothing else.
 *
 * @throws InvalidArgumentError if there are no values
 */
export function max(values: Vector): [value: number, index: number] {
  let index = firstNumber(values);
  for (let i = index + 1; i < values.length; i++) if (values[i] > values[index]) index = i;
  return [values[index], index];
}

/**
 * The smallest value and its index, the first of equal ones. NaN is smallest only if there is nothing else.
 *
 * @throws InvalidArgumentError if there are no values
 */
export function min(values: Vector): [value: number, index: number] {
  let index = firstNumber(values);
  for (let i = index + 1; i < values.length; i++) if (values[i] < values[index]) index = i;
  return [values[index], index];
}

/** Index of the first value that is not NaN; 0 if all are. */
function firstNumber(values: Vector): number {
  if (values.length === 0) throw new InvalidArgumentError('no values: there is no largest or smallest one');
  let index = 0;
  while (index < values.length && Number.isNaN(values[index])) index++;
  return index === values.length ? 0 : index;
}

/** Beyond this, sorting everything is faster than keeping the best in order. */
const SORT_FROM = 256;

/**
 * Indices of the `k` largest values (of all if there are fewer), largest first; equal values in order of their index,
 * NaN after every number.
 */
export function topIndices(values: ArrayLike<number>, k: number): number[] {
  const count = Math.min(k, values.length);
  const above = (a: number, b: number): boolean =>
    values[a] > values[b] || (Number.isNaN(values[b]) && !Number.isNaN(values[a]));
  if (count > SORT_FROM) {
    const order = Uint32Array.from({ length: values.length }, (_, i) => i);
    order.sort((a, b) => (above(a, b) ? -1 : above(b, a) ? 1 : a - b));
    return Array.from(order.subarray(0, count));
  }
  const best: number[] = [];
  for (let i = 0; i < values.length && count > 0; i++) {
    if (best.length >= count && !above(i, best[best.length - 1])) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (above(i, best[middle])) high = middle;
      else low = middle + 1;
    }
    best.splice(low, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
