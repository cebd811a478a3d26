/** Probabilities from logits. */
export function softmax(values: ArrayLike<number>): Float32Array {
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
export function log_softmax(values: ArrayLike<number>): Float32Array {
  const largest = max(values)[0];
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - largest);
  const shift = largest + Math.log(sum);
  return Float32Array.from(values, (value) => value - shift);
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Euclidean length. */
export function magnitude(values: ArrayLike<number>): number {
  return Math.sqrt(dot(values, values));
}

/** Cosine of the angle between two vectors. */
export function cos_sim(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return dot(a, b) / (magnitude(a) * magnitude(b));
}

/** The largest value and its index. */
export function max(values: ArrayLike<number>): [value: number, index: number] {
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[index]) index = i;
  return [values[index], index];
}

/** The smallest value and its index. */
export function min(values: ArrayLike<number>): [value: number, index: number] {
  let index = 0;
  for (let i = 1; i < values.length; i++) if (values[i] < values[index]) index = i;
  return [values[index], index];
}
