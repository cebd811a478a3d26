/** Numbers in order: an array or a typed array. */
export type Vector = ArrayLike<number> & Iterable<number>;

/** Probabilities from logits. */
export function softmax(values: Vector): Float32Array {
  const out = new Float32Array(values.length);
  const largest = max(values)[0];
  let sum = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = Math.exp(values[i] - largest);
    sum += out[i];
  }
  for (let i = 0; i < out.length; i++) out[i] /= sum;
  return out;
}

/** Logarithms of the probabilities, from logits. */
export function log_softmax(values: Vector): Float32Array {
  const largest = max(values)[0];
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  const shift = largest + Math.log(sum);
  return Float32Array.from(values, (value) => value - shift);
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Euclidean length. */
export function magnitude(values: Vector): number {
  return Math.sqrt(dot(values, values));
}

/** Cosine of the angle between two vectors. */
export function cos_sim(a: Vector, b: Vector): number {
  return dot(a, b) / (magnitude(a) * magnitude(b));
}

/** The largest value and its index. */
export function max(values: Vector): [value: number, index: number] {
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[index]) index = i;
  return [values[index], index];
}

/** The smallest value and its index. */
export function min(values: Vector): [value: number, index: number] {
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[index]) index = i;
  return [values[index], index];
}
