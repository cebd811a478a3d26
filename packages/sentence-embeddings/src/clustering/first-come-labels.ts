import type { Clusters } from './agglomerative-clustering.js';

/** Numbers clusters from 0 in the order in which they come first. */
export function firstComeLabels(clusters: ArrayLike<number>): Clusters {
  const numbers = new Map<number, number>();
  const labels = Int32Array.from(clusters, (cluster) => {
    const known = numbers.get(cluster);
    if (known !== undefined) return known;
    numbers.set(cluster, numbers.size);
    return numbers.size - 1;
  });
  return { labels, n_clusters: numbers.size };
}
