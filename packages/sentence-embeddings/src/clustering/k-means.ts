import { checkCount, InvalidArgumentError, refuseUnknownOptions, Tensor } from '@automodel/core';
import { randomStreams, type Random } from '@automodel/generation';
import { toRows, type Embeddings, type Rows } from '../similarity.js';
import type { Clusters } from './agglomerative-clustering.js';

export interface KMeansOptions {
  /** How many clusters to make; 8 if left out. */
  readonly n_clusters?: number;
  /** How often centres are moved at most; 300 if left out. */
  readonly max_iter?: number;
  /** How often to begin with other centres, of which the best result counts; 1 if left out. */
  readonly n_init?: number;
  /** Makes the choice of first centres reproducible. */
  readonly seed?: number;
}

/** Vectors in clusters with a centre each. */
export interface KMeansClusters extends Clusters {
  /** The mean of each cluster's vectors: `[n_clusters, dimension]`. */
  readonly cluster_centers: Tensor<'float32'>;
  /** The sum of the squared distances of all vectors to their centres. */
  readonly inertia: number;
  /** How often the centres were moved. */
  readonly n_iter: number;
}

/**
 * Clusters whose vectors are nearer to their own centre than to any other, as scikit-learn's KMeans: Lloyd's algorithm from
 * centres that are chosen far apart (k-means++, https://dl.acm.org/doi/10.5555/1283383.1283494).
 *
 * @param embeddings `[rows, dimension]`
 * @returns fewer clusters than asked for, where there are fewer different vectors
 * @throws InvalidArgumentError if an option cannot be honoured, or there are fewer vectors than clusters
 * @example
 * const { labels } = kMeans(await model.encode(texts), { n_clusters: 5, seed: 1 });
 */
export function kMeans(embeddings: Embeddings, options: KMeansOptions = {}): KMeansClusters {
  refuseUnknownOptions('kMeans()', options, ['n_clusters', 'max_iter', 'n_init', 'seed']);
  const { n_clusters = 8, max_iter = 300, n_init = 1, seed } = options;
  for (const [name, value] of Object.entries({ n_clusters, max_iter, n_init })) checkCount(name, value);
  const rows = toRows(embeddings);
  if (rows.count < n_clusters) {
    throw new InvalidArgumentError(`n_clusters: ${rows.count} vectors do not make ${n_clusters} clusters`);
  }
  const [random] = randomStreams(seed, 1);
  let best: KMeansClusters | undefined;
  for (let i = 0; i < n_init; i++) {
    const found = moveCentres(rows, spreadCentres(rows, n_clusters, random), max_iter);
    if (!best || found.inertia < best.inertia) best = found;
  }
  return best!;
}

/** Vectors as first centres: each is drawn with a chance that grows with the square of its distance to those before. */
function spreadCentres(rows: Rows, n_clusters: number, random: Random): Float64Array[] {
  const nearest = new Float64Array(rows.count).fill(Infinity);
  // As scikit-learn, the best of a few drawn vectors.
  const trials = 2 + Math.floor(Math.log(n_clusters));
  const centres = [vectorAt(rows, Math.floor(random.next() * rows.count))];
  for (;;) {
    const last = centres[centres.length - 1];
    for (let row = 0; row < rows.count; row++) {
      nearest[row] = Math.min(nearest[row], squaredDistance(rows, row, last));
    }
    const total = nearest.reduce((sum, distance) => sum + distance, 0);
    if (centres.length === n_clusters || total === 0) return centres;
    const drawn = Array.from({ length: trials }, () => vectorAt(rows, draw(nearest, random.next() * total)));
    const potentials = drawn.map((centre) =>
      nearest.reduce((sum, distance, row) => sum + Math.min(distance, squaredDistance(rows, row, centre)), 0),
    );
    centres.push(drawn[potentials.indexOf(Math.min(...potentials))]);
  }
}

/** The place at which the sum of the weights passes `mark`. */
function draw(weights: Float64Array, mark: number): number {
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue;
    last = i;
    mark -= weights[i];
    if (mark < 0) break;
  }
  return last;
}

/** Gives every vector to its nearest centre and moves the centres to the means, until nothing changes. */
function moveCentres(rows: Rows, centres: Float64Array[], max_iter: number): KMeansClusters {
  const labels = new Int32Array(rows.count).fill(-1);
  const distances = new Float64Array(rows.count);
  let n_iter = 0;
  while (assign(rows, centres, labels, distances) && n_iter < max_iter) {
    fillEmpty(centres.length, labels, distances);
    moveToMeans(rows, centres, labels);
    n_iter++;
  }
  const cluster_centers = new Float32Array(centres.length * rows.dimension);
  centres.forEach((centre, c) => {
    cluster_centers.set(centre, c * rows.dimension);
  });
  return {
    labels,
    n_clusters: centres.length,
    cluster_centers: new Tensor('float32', cluster_centers, [centres.length, rows.dimension]),
    inertia: distances.reduce((sum, distance) => sum + distance, 0),
    n_iter,
  };
}

/** @returns whether a vector changed its cluster */
function assign(
  rows: Rows,
  centres: readonly Float64Array[],
  labels: Int32Array,
  distances: Float64Array,
): boolean {
  let changed = false;
  for (let row = 0; row < rows.count; row++) {
    // Its own centre first: of several as near, it stays.
    let label = Math.max(labels[row], 0);
    let least = squaredDistance(rows, row, centres[label]);
    centres.forEach((centre, c) => {
      const distance = squaredDistance(rows, row, centre);
      if (distance < least) [label, least] = [c, distance];
    });
    changed ||= labels[row] !== label;
    labels[row] = label;
    distances[row] = least;
  }
  return changed;
}

/** A cluster that lost its vectors gets the one that is farthest from its centre, unless that is alone there. */
function fillEmpty(clusters: number, labels: Int32Array, distances: Float64Array): void {
  const sizes = new Int32Array(clusters);
  for (const label of labels) sizes[label]++;
  for (let empty = sizes.indexOf(0); empty >= 0; empty = sizes.indexOf(0)) {
    let farthest = -1;
    distances.forEach((distance, row) => {
      if (sizes[labels[row]] > 1 && (farthest < 0 || distance > distances[farthest])) farthest = row;
    });
    sizes[labels[farthest]]--;
    sizes[empty]++;
    labels[farthest] = empty;
    distances[farthest] = 0;
  }
}

function moveToMeans(rows: Rows, centres: readonly Float64Array[], labels: Int32Array): void {
  const { data, dimension } = rows;
  const sizes = new Int32Array(centres.length);
  for (const centre of centres) centre.fill(0);
  labels.forEach((label, row) => {
    sizes[label]++;
    const centre = centres[label];
    for (let k = 0; k < dimension; k++) centre[k] += data[row * dimension + k];
  });
  centres.forEach((centre, c) => {
    for (let k = 0; k < dimension; k++) centre[k] /= sizes[c];
  });
}

function vectorAt({ data, dimension }: Rows, row: number): Float64Array {
  return Float64Array.from(data.subarray(row * dimension, (row + 1) * dimension));
}

function squaredDistance({ data, dimension }: Rows, row: number, centre: Float64Array): number {
  const begin = row * dimension;
  let sum = 0;
  for (let k = 0; k < dimension; k++) {
    const difference = data[begin + k] - centre[k];
    sum += difference * difference;
  }
  return sum;
}
