import { checkCount, InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { rowScores, type Embeddings } from '../similarity.js';
import { firstComeLabels } from './first-come-labels.js';

/**
 * How far apart two clusters are, by the distances of their members: the mean, the largest, the smallest; or, for `ward`, how much
 * less compact both together are.
 */
export type Linkage = 'ward' | 'average' | 'complete' | 'single';

export interface AgglomerativeClusteringOptions {
  /** How many clusters to make; 2 if neither this nor `distance_threshold` is given. */
  readonly n_clusters?: number;
  /** The distance from which on clusters stay apart, instead of their number. */
  readonly distance_threshold?: number;
  /** `ward` if left out. */
  readonly linkage?: Linkage;
  /** How far apart vectors are; `euclidean` if left out, which is all that `ward` takes. `cosine` is 1 - their cosine. */
  readonly metric?: 'euclidean' | 'cosine' | 'manhattan';
}

/** Vectors in clusters. */
export interface Clusters {
  /** The cluster of each vector, from 0; clusters are numbered as their first vectors come. */
  readonly labels: Int32Array;
  readonly n_clusters: number;
}

/** Two clusters that become one, each by the place of one of its vectors. */
interface Merge {
  readonly a: number;
  readonly b: number;
  readonly distance: number;
}

/** Vectors whose distances, of every one to every other, take 1 GB. */
const MOST_ROWS = 16_384;

const linkages: Readonly<Record<Linkage, Link>> = {
  ward: (toA, toB, between, a, b, other) => {
    const sum = (a + other) * toA ** 2 + (b + other) * toB ** 2 - other * between ** 2;
    return Math.sqrt(Math.max(sum, 0) / (a + b + other));
  },
  average: (toA, toB, _between, a, b) => (a * toA + b * toB) / (a + b),
  complete: (toA, toB) => Math.max(toA, toB),
  single: (toA, toB) => Math.min(toA, toB),
};

/** The distance of a cluster to two that become one, from those to each, theirs, and the sizes of all three (Lance and Williams). */
type Link = (toA: number, toB: number, between: number, a: number, b: number, other: number) => number;

/**
 * Joins the nearest clusters, from single vectors on, until as many are left as wanted, or none are near enough: scikit-learn's
 * AgglomerativeClustering, by chains of nearest neighbours (https://arxiv.org/abs/1109.2378). Time and memory grow with the
 * square of the number of vectors.
 *
 * @param embeddings `[rows, dimension]`
 * @throws InvalidArgumentError if an option cannot be honoured, or for more than 16,384 vectors
 * @example
 * const { labels } = agglomerativeClustering(await model.encode(texts), { distance_threshold: 1.5 });
 */
export function agglomerativeClustering(
  embeddings: Embeddings,
  options: AgglomerativeClusteringOptions = {},
): Clusters {
  const { linkage = 'ward', metric = 'euclidean', distance_threshold } = options;
  checkOptions(options, linkage, metric);
  const distances = Distances.between(embeddings, metric);
  const { count } = distances;
  const n_clusters = options.n_clusters ?? 2;
  if (distance_threshold === undefined && n_clusters > Math.max(count, 1)) {
    throw new InvalidArgumentError(`n_clusters: ${count} vectors do not make ${n_clusters} clusters`);
  }
  const merges = nearestFirst(distances, linkages[linkage]);
  const chosen =
    distance_threshold === undefined
      ? merges.slice(0, Math.max(count - n_clusters, 0))
      : merges.filter(({ distance }) => distance < distance_threshold);
  const cluster = Int32Array.from({ length: count }, (_, i) => i);
  const rootOf = (i: number): number => {
    while (cluster[i] !== i) i = cluster[i] = cluster[cluster[i]];
    return i;
  };
  for (const { a, b } of chosen) cluster[rootOf(b)] = rootOf(a);
  return firstComeLabels(cluster.map((_, i) => rootOf(i)));
}

function checkOptions(options: AgglomerativeClusteringOptions, linkage: Linkage, metric: string): void {
  refuseUnknownOptions('agglomerativeClustering()', options, [
    'n_clusters',
    'distance_threshold',
    'linkage',
    'metric',
  ]);
  const { n_clusters, distance_threshold } = options;
  if (n_clusters !== undefined) checkCount('n_clusters', n_clusters);
  if (distance_threshold !== undefined) {
    if (n_clusters !== undefined) {
      throw new InvalidArgumentError('n_clusters and distance_threshold both say when to stop; give one');
    }
    if (typeof distance_threshold !== 'number' || !(distance_threshold >= 0)) {
      throw new InvalidArgumentError(
        `distance_threshold must be a number from 0, not ${String(distance_threshold)}`,
      );
    }
  }
  if (!Object.hasOwn(linkages, linkage)) {
    const names = Object.keys(linkages).join(', ');
    throw new InvalidArgumentError(`there is no linkage "${linkage}"; there are ${names}`);
  }
  if (!['euclidean', 'cosine', 'manhattan'].includes(metric)) {
    throw new InvalidArgumentError(`there is no metric "${metric}"; there are euclidean, cosine, manhattan`);
  }
  if (linkage === 'ward' && metric !== 'euclidean') {
    throw new InvalidArgumentError(
      `linkage "ward" works with the metric "euclidean" only, not with "${metric}"`,
    );
  }
}

/** The distance of every one to every other, each once. */
class Distances {
  private constructor(
    private readonly values: Float64Array,
    readonly count: number,
  ) {}

  static between(embeddings: Embeddings, metric: 'euclidean' | 'cosine' | 'manhattan'): Distances {
    const { count, scoresOf } = rowScores(embeddings, metric);
    if (count > MOST_ROWS) {
      throw new InvalidArgumentError(
        `the distances of ${count} vectors to each other would take more than 1 GB; kMeans() takes any number`,
      );
    }
    const values = new Float64Array((count * Math.max(count - 1, 0)) / 2);
    const most = metric === 'cosine' ? 1 : 0;
    for (let i = 1, k = 0; i < count; i++) {
      const scores = scoresOf(i, i);
      for (let j = 0; j < i; j++) values[k++] = Math.max(most - scores[j], 0);
    }
    return new Distances(values, count);
  }

  get(a: number, b: number): number {
    return this.values[place(a, b)];
  }

  set(a: number, b: number, distance: number): void {
    this.values[place(a, b)] = distance;
  }
}

function place(a: number, b: number): number {
  return a > b ? (a * (a - 1)) / 2 + b : (b * (b - 1)) / 2 + a;
}

/**
 * All merges that make one cluster of all vectors, nearest first. A chain goes from a cluster to its nearest, on and on, until two
 * are each other's nearest; they become one, and what is left of the chain stays true.
 */
function nearestFirst(distances: Distances, link: Link): Merge[] {
  const { count } = distances;
  /** Vectors in each cluster; 0 where it was joined to another. */
  const sizes = new Int32Array(count).fill(1);
  const chain: number[] = [];
  const merges: Merge[] = [];
  while (merges.length < count - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    const tip = chain[chain.length - 1];
    const before = chain.at(-2);
    const nearest = nearestTo(tip, before, distances, sizes);
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    const distance = distances.get(tip, nearest);
    for (let other = 0; other < count; other++) {
      if (sizes[other] === 0 || other === tip || other === nearest) continue;
      const [toTip, toNearest] = [distances.get(other, tip), distances.get(other, nearest)];
      distances.set(
        other,
        nearest,
        link(toTip, toNearest, distance, sizes[tip], sizes[nearest], sizes[other]),
      );
    }
    sizes[nearest] += sizes[tip];
    sizes[tip] = 0;
    merges.push({ a: nearest, b: tip, distance });
  }
  return merges.sort((a, b) => a.distance - b.distance);
}

/** The cluster nearest to one; of several as near, the one that the chain came from, so that the chain ends. */
function nearestTo(tip: number, before: number | undefined, distances: Distances, sizes: Int32Array): number {
  let nearest = before ?? -1;
  let least = before === undefined ? Infinity : distances.get(tip, before);
  for (let other = 0; other < sizes.length; other++) {
    if (sizes[other] === 0 || other === tip) continue;
    const distance = distances.get(tip, other);
    if (distance < least || nearest < 0) [nearest, least] = [other, distance];
  }
  return nearest;
}
