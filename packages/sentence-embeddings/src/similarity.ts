import { InvalidArgumentError, Tensor } from '@automodel/core';

/** How vectors are compared. Distances are negative, so that more is always more alike. */
export const similarityNames = ['cosine', 'dot', 'euclidean', 'manhattan'] as const;
export type SimilarityName = (typeof similarityNames)[number];

/** Vectors: a tensor `[rows, dimension]` or, for one, `[dimension]`; or arrays of numbers. */
export type Embeddings =
  Tensor | readonly number[] | readonly (readonly number[] | Tensor | Float32Array)[] | Float32Array;

/** Rows of float32 numbers, one after the other. */
export interface Rows {
  readonly data: Float32Array;
  readonly count: number;
  readonly dimension: number;
}

type Score = (a: Float32Array, i: number, b: Float32Array, j: number, dimension: number) => number;

const scores: Readonly<Record<Exclude<SimilarityName, 'cosine'>, Score>> = {
  dot: dotProduct,
  euclidean: (a, i, b, j, dimension) => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += (a[i + k] - b[j + k]) ** 2;
    return -Math.sqrt(sum);
  },
  manhattan: (a, i, b, j, dimension) => {
    let sum = 0;
    for (let k = 0; k < dimension; k++) sum += Math.abs(a[i + k] - b[j + k]);
    return -sum;
  },
};

/**
 * Compares every vector with every other.
 *
 * @returns `[rows of a, rows of b]`
 * @throws InvalidArgumentError if the vectors differ in length
 */
export function similarity(a: Embeddings, b: Embeddings, name: SimilarityName = 'cosine'): Tensor<'float32'> {
  const { left, right, score } = prepare(a, b, name);
  const { dimension } = left;
  const out = new Float32Array(left.count * right.count);
  for (let i = 0, k = 0; i < left.count; i++) {
    for (let j = 0; j < right.count; j++) {
      out[k++] = score(left.data, i * dimension, right.data, j * dimension, dimension);
    }
  }
  return new Tensor('float32', out, [left.count, right.count]);
}

/**
 * Compares each vector with the one at the same place.
 *
 * @returns `[rows]`
 * @throws InvalidArgumentError if there are not as many vectors of the same length
 */
export function similarityPairwise(
  a: Embeddings,
  b: Embeddings,
  name: SimilarityName = 'cosine',
): Tensor<'float32'> {
  const { left, right, score } = prepare(a, b, name);
  if (left.count !== right.count) {
    throw new InvalidArgumentError(`pairs need as many vectors on both sides: ${left.count}, ${right.count}`);
  }
  const { dimension } = left;
  const out = Float32Array.from({ length: left.count }, (_, i) =>
    score(left.data, i * dimension, right.data, i * dimension, dimension),
  );
  return new Tensor('float32', out, [left.count]);
}

/** The scores of one vector after the other with all of them. */
export interface RowScores {
  /** How many vectors there are. */
  readonly count: number;
  /** Scores of vector `row` with every one, or with those before `end`; good until the next call. */
  scoresOf(row: number, end?: number): Float32Array;
}

/** Compares vectors with each other, a row at a time, so that only one row of scores is in memory. */
export function rowScores(embeddings: Embeddings, name: SimilarityName): RowScores {
  const { left, right, score } = prepare(embeddings, embeddings, name);
  const { count, dimension } = left;
  const scores = new Float32Array(count);
  return {
    count,
    scoresOf(row, end = count) {
      for (let j = 0; j < end; j++) {
        scores[j] = score(left.data, row * dimension, right.data, j * dimension, dimension);
      }
      return scores;
    },
  };
}

/** @throws InvalidArgumentError if it is no name of a similarity function */
export function checkSimilarityName(name: string): asserts name is SimilarityName {
  if ((similarityNames as readonly string[]).includes(name)) return;
  throw new InvalidArgumentError(`there is no similarity "${name}"; there are ${similarityNames.join(', ')}`);
}

/** The vectors one after the other, without a copy where they lie so. */
export function toRows(embeddings: Embeddings): Rows {
  if (embeddings instanceof Tensor) {
    if (embeddings.dims.length > 2)
      throw new InvalidArgumentError(`embeddings are [rows, dimension], not ${embeddings.describe()}`);
    const { data } = embeddings.to('float32');
    const dimension = embeddings.dims.at(-1) ?? 0;
    return { data, count: embeddings.dims.length === 1 ? 1 : embeddings.dims[0], dimension };
  }
  const list = embeddings as ArrayLike<number | ArrayLike<number> | Tensor>;
  if (list.length > 0 && typeof list[0] === 'number') {
    const data = Float32Array.from(list as ArrayLike<number>);
    return { data, count: 1, dimension: data.length };
  }
  const rows = Array.from(list, (row) => (row instanceof Tensor ? row.to('float32').data : row));
  const dimension = (rows[0] as ArrayLike<number> | undefined)?.length ?? 0;
  const data = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    const vector = row as ArrayLike<number>;
    if (vector.length !== dimension) {
      throw new InvalidArgumentError(
        `embedding ${i} has ${vector.length} elements, the first one ${dimension}; they must be of one model`,
      );
    }
    data.set(vector, i * dimension);
  });
  return { data, count: rows.length, dimension };
}

/** The same vectors with length 1; those without a length stay. */
export function normalizeRows({ data, count, dimension }: Rows): Rows {
  const out = new Float32Array(data.length);
  for (let row = 0; row < count; row++) {
    const begin = row * dimension;
    const length = Math.max(Math.sqrt(dotProduct(data, begin, data, begin, dimension)), 1e-12);
    for (let k = begin; k < begin + dimension; k++) out[k] = data[k] / length;
  }
  return { data: out, count, dimension };
}

/** Four sums at once, which the processor can add up side by side. */
export function dotProduct(
  a: Float32Array,
  i: number,
  b: Float32Array,
  j: number,
  dimension: number,
): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  let k = 0;
  for (; k + 3 < dimension; k += 4) {
    s0 += a[i + k] * b[j + k];
    s1 += a[i + k + 1] * b[j + k + 1];
    s2 += a[i + k + 2] * b[j + k + 2];
    s3 += a[i + k + 3] * b[j + k + 3];
  }
  for (; k < dimension; k++) s0 += a[i + k] * b[j + k];
  return s0 + s1 + (s2 + s3);
}

function prepare(
  a: Embeddings,
  b: Embeddings,
  name: SimilarityName,
): { left: Rows; right: Rows; score: Score } {
  checkSimilarityName(name);
  const [left, right] = [toRows(a), toRows(b)];
  if (left.dimension !== right.dimension && left.count > 0 && right.count > 0) {
    throw new InvalidArgumentError(
      `vectors of ${left.dimension} and ${right.dimension} elements cannot be compared; they must be of one model`,
    );
  }
  return name === 'cosine'
    ? { left: normalizeRows(left), right: normalizeRows(right), score: scores.dot }
    : { left, right, score: scores[name] };
}
