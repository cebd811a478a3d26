import { oracles, readFixture } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { communityDetection } from './clustering/community-detection.js';
import { paraphraseMining, paraphraseMiningEmbeddings, type ParaphrasePair } from './paraphrase-mining.js';
import { semanticSearch, type SemanticSearchHit } from './semantic-search.js';
import { SentenceTransformer } from './sentence-transformer.js';

/** What Python's functions give; how they go through the vectors in chunks is none of ours. */
const chunking = ['query_chunk_size', 'corpus_chunk_size', 'batch_size'];
const { cloud, queries, ...python } = readFixture(oracles[0], 'sentence-utilities.json') as {
  cloud: number[][];
  queries: number[][];
  semantic_search: { options: object; output: SemanticSearchHit[][] }[];
  community_detection: { options: object; output: number[][] }[];
  paraphrase_mining: { options: object; output: ParaphrasePair[]; count: number }[];
};
const ours = (options: object): object =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !chunking.includes(name)));

describe('semanticSearch', () => {
  it.each(python.semantic_search)('finds what Python finds: $options', ({ options, output }) => {
    const found = semanticSearch(queries, cloud, ours(options));
    expect(found.map((hits) => hits.map(({ corpus_id }) => corpus_id))).toEqual(
      output.map((hits) => hits.map(({ corpus_id }) => corpus_id)),
    );
    found.forEach((hits, i) => {
      hits.forEach(({ score }, k) => expect(score).toBeCloseTo(output[i][k].score, 5));
    });
  });

  it('takes one query, and many', () => {
    const [[best]] = semanticSearch(cloud[3], cloud, { top_k: 1 });
    expect(best.corpus_id).toBe(3);
    const many = Array.from({ length: 100 }, (_, i) => cloud[i % cloud.length]);
    semanticSearch(many, cloud, { top_k: 1 }).forEach(([hit], i) =>
      expect(hit.corpus_id).toBe(i % cloud.length),
    );
    expect(semanticSearch([], cloud)).toEqual([]);
    expect(semanticSearch(queries[0], [])).toEqual([[]]);
  });

  it('refuses what it cannot do', () => {
    expect(() => semanticSearch(queries, cloud, { top_k: 0 })).toThrow(/top_k must be/);
    expect(() => semanticSearch(queries, cloud, { limit: 3 } as never)).toThrow(/option "limit"/);
    expect(() => semanticSearch([1, 2], cloud)).toThrow(/2 and 8 elements cannot be compared/);
  });
});

describe('communityDetection', () => {
  it.each(python.community_detection)('finds what Python finds: $options', ({ options, output }) => {
    const sets = (communities: number[][]): number[][] =>
      communities.map((community) => [...community].sort());
    const found = communityDetection(cloud, ours(options));
    expect(sets(found)).toEqual(sets(output));
    expect(found.map(([centre]) => centre)).toEqual(output.map(([centre]) => centre));
  });

  it('finds nothing in nothing', () => {
    expect(communityDetection([])).toEqual([]);
    expect(() => communityDetection(cloud, { min_community_size: 0 })).toThrow(/min_community_size must be/);
  });
});

describe('paraphraseMining', () => {
  it.each(python.paraphrase_mining)('finds what Python finds: $options', ({ options, output, count }) => {
    const found = paraphraseMiningEmbeddings(cloud, ours(options));
    expect(found).toHaveLength(count);
    output.forEach(([score, first, second], i) => {
      expect(found[i].slice(1)).toEqual([first, second]);
      expect(found[i][0]).toBeCloseTo(score, 5);
    });
  });

  let model: SentenceTransformer;
  beforeAll(async () => {
    model = await SentenceTransformer.from_pretrained();
  });
  afterAll(() => model.dispose());

  it('finds the texts that say the same', async () => {
    const texts = [
      'The cat sits outside.',
      'The new movie is awesome.',
      'The new movie is so great.',
      'I love pasta.',
    ];
    const [[score, first, second]] = await paraphraseMining(model, texts, { max_pairs: 1, batch_size: 2 });
    expect([first, second]).toEqual([1, 2]);
    expect(score).toBeGreaterThan(0.8);
    await expect(paraphraseMining(model, texts, { topK: 1 } as never)).rejects.toThrow(/option "topK"/);
  });
});
