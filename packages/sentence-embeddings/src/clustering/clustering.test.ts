import { InvalidArgumentError } from '@automodel/core';
import { set_seed } from '@automodel/generation';
import { oracles, readFixture } from '@automodel/oracle';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { agglomerativeClustering, type AgglomerativeClusteringOptions } from './agglomerative-clustering.js';
import { firstComeLabels } from './first-come-labels.js';
import { kMeans } from './k-means.js';

/** What scikit-learn finds; its clusters are numbered otherwise. */
const python = readFixture(oracles[0], 'clusters.json') as {
  cloud: number[][];
  groups: number[][];
  agglomerative: { data: 'cloud' | 'groups'; options: AgglomerativeClusteringOptions; labels: number[] }[];
  k_means: { labels: number[]; inertia: number };
};
const { groups } = python;

const vectors = fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), {
  minLength: 1,
  maxLength: 20,
});
const squared = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, k) => sum + (x - b[k]) ** 2, 0);

describe('agglomerativeClustering', () => {
  it.each(python.agglomerative)(
    'finds what scikit-learn finds: $data, $options',
    ({ data, options, labels }) => {
      const found = agglomerativeClustering(python[data], options);
      expect(found).toEqual(firstComeLabels(labels));
    },
  );

  it('keeps everything that is nearer than the threshold together, and nothing else, by single linkage', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 4 }), (rows, threshold) => {
        const options = { linkage: 'single', distance_threshold: threshold } as const;
        const { labels } = agglomerativeClustering(rows, options);
        const near = (i: number, j: number): boolean => Math.sqrt(squared(rows[i], rows[j])) < threshold;
        rows.forEach((_, i) => {
          const others = rows.map((_, j) => j).filter((j) => j !== i);
          for (const j of others.filter((j) => near(i, j))) expect(labels[j]).toBe(labels[i]);
          if (!others.some((j) => near(i, j))) {
            expect(labels.filter((label) => label === labels[i])).toHaveLength(1);
          }
        });
      }),
    );
  });

  it('makes as many clusters as asked for, numbered as they come', () => {
    fc.assert(
      fc.property(vectors, fc.constantFrom('ward', 'average', 'complete', 'single'), (rows, linkage) => {
        for (let n_clusters = 1; n_clusters <= rows.length; n_clusters++) {
          const found = agglomerativeClustering(rows, { n_clusters, linkage });
          expect(found.n_clusters).toBe(n_clusters);
          expect([...new Set(found.labels)]).toEqual(Array.from({ length: n_clusters }, (_, i) => i));
        }
      }),
      { numRuns: 30 },
    );
  });

  it('takes one vector, and none', () => {
    expect(agglomerativeClustering([[1, 2]], { n_clusters: 1 }).labels).toEqual(Int32Array.of(0));
    expect(agglomerativeClustering([], { distance_threshold: 1 })).toEqual({
      labels: new Int32Array(0),
      n_clusters: 0,
    });
  });

  it.each([
    [{ n_clusters: 0 }, /n_clusters must be/],
    [{ n_clusters: 99 }, /60 vectors do not make 99 clusters/],
    [{ n_clusters: 2, distance_threshold: 1 }, /give one/],
    [{ distance_threshold: -1 }, /a number from 0, not -1/],
    [{ linkage: 'centroid' }, /no linkage "centroid"; there are ward, average, complete, single/],
    [{ metric: 'dot' }, /no metric "dot"/],
    [{ metric: 'cosine' }, /"ward" works with the metric "euclidean" only/],
    [{ affinity: 'cosine' }, /option "affinity"/],
  ])('refuses %j', (options, message) => {
    const refused = (): unknown => agglomerativeClustering(groups, options as never);
    expect(refused).toThrow(InvalidArgumentError);
    expect(refused).toThrow(message);
  });

  it('refuses more vectors than distances fit into memory', () => {
    const many = Array.from({ length: 16_385 }, () => [0]);
    expect(() => agglomerativeClustering(many)).toThrow(/more than 1 GB; kMeans\(\) takes any number/);
  });
});

describe('kMeans', () => {
  it('finds the groups that scikit-learn finds', () => {
    const found = kMeans(groups, { n_clusters: 5, n_init: 5, seed: 0 });
    expect(found.labels.length).toBe(60);
    expect(firstComeLabels(found.labels)).toEqual(firstComeLabels(python.k_means.labels));
    expect(found.inertia).toBeCloseTo(python.k_means.inertia, 2);
  });

  it('gives every vector to its nearest centre, and centres are means', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 1, max: 6 }), fc.nat(1000), (rows, wanted, seed) => {
        const n_clusters = Math.min(wanted, rows.length);
        const found = kMeans(rows, { n_clusters, seed });
        expect(found.n_clusters).toBe(Math.min(n_clusters, new Set(rows.map(String)).size));
        const centres = found.cluster_centers.tolist() as number[][];
        let inertia = 0;
        rows.forEach((row, i) => {
          const own = squared(row, centres[found.labels[i]]);
          for (const centre of centres) expect(own).toBeLessThanOrEqual(squared(row, centre) + 1e-4);
          inertia += own;
        });
        expect(found.inertia).toBeCloseTo(inertia, 3);
        centres.forEach((centre, c) => {
          const members = rows.filter((_, i) => found.labels[i] === c);
          expect(members.length).toBeGreaterThan(0);
          const mean = [0, 1].map((k) => members.reduce((sum, row) => sum + row[k], 0) / members.length);
          expect(squared(mean, centre)).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it('gives the same for the same seed, and better or equal for more beginnings', () => {
    const { cloud } = python;
    const once = kMeans(cloud, { seed: 3 });
    expect(kMeans(cloud, { seed: 3 })).toEqual(once);
    expect(kMeans(cloud, { seed: 3, n_init: 8 }).inertia).toBeLessThanOrEqual(once.inertia);
    set_seed(5);
    const first = kMeans(cloud);
    set_seed(5);
    expect(kMeans(cloud)).toEqual(first);
    expect(kMeans(cloud, { seed: 3, max_iter: 1 }).n_iter).toBe(1);
  });

  it('refuses what it cannot do', () => {
    expect(() => kMeans(groups, { n_clusters: 61 })).toThrow(/60 vectors do not make 61 clusters/);
    expect(() => kMeans(groups, { max_iter: 0 })).toThrow(/max_iter must be/);
    expect(() => kMeans(groups, { seed: -1 })).toThrow(/seed must be/);
    expect(() => kMeans(groups, { k: 3 } as never)).toThrow(/option "k"/);
    expect(() => kMeans([], {})).toThrow(InvalidArgumentError);
  });
});
