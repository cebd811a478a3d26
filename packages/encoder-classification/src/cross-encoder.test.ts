import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CrossEncoder, type RankedDocument, type SentencePair } from './cross-encoder.js';

const [embedded] = oracles;
const python = readFixture(embedded, 'cross-encoder.json') as {
  model: string;
  max_length: number;
  pairs: SentencePair[];
  scores: number[];
  logits: number[];
  query: string;
  documents: string[];
  rank: RankedDocument[];
};
const folder = join(embedded.folder, python.model);
const near = (actual: ArrayLike<number>, expected: number[]): void =>
  expect(maxAbsDifference(actual, expected)).toBeLessThan(1e-4);

describe.each(['native', 'onnxruntime-node'] as const)('CrossEncoder on %s', (backend) => {
  let reranker: CrossEncoder;
  beforeAll(async () => {
    reranker = await CrossEncoder.from_pretrained(folder, { backend, max_seq_length: python.max_length });
  });
  afterAll(() => reranker.dispose());

  it('scores pairs as Python does', async () => {
    near((await reranker.predict(python.pairs)).data, python.scores);
    near((await reranker.predict(python.pairs, { activation_fn: 'identity' })).data, python.logits);
    const one = await reranker.predict(python.pairs[1]);
    expect(one.dims).toEqual([]);
    near(one.data, [python.scores[1]]);
    expect((await reranker.predict([])).dims).toEqual([0]);
  });

  it('ranks documents as Python does', async () => {
    const ranked = await reranker.rank(python.query, python.documents, { return_documents: true });
    expect(ranked.map(({ corpus_id, text }) => [corpus_id, text])).toEqual(
      python.rank.map(({ corpus_id, text }) => [corpus_id, text]),
    );
    near(
      ranked.map(({ score }) => score),
      python.rank.map(({ score }) => score),
    );
    const best = await reranker.rank(python.query, python.documents, { top_k: 1 });
    expect(best).toEqual([{ corpus_id: python.rank[0].corpus_id, score: ranked[0].score }]);
  });
});

describe('CrossEncoder', () => {
  let copy: string;
  beforeAll(() => {
    copy = join(mkdtempSync(join(tmpdir(), 'automodel-')), 'model');
    cpSync(folder, copy, { recursive: true });
  });
  afterAll(() => {
    rmSync(join(copy, '..'), { recursive: true });
  });

  it.each([
    ['sentence_transformers', { activation_fn: 'torch.nn.modules.linear.Identity' }],
    ['sbert_ce_default_activation_function', 'torch.nn.modules.linear.Identity'],
  ])('does with logits what %s of the config says', async (name, value) => {
    const config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as object;
    writeFileSync(join(copy, 'config.json'), JSON.stringify({ ...config, [name]: value }));
    await using reranker = await CrossEncoder.from_pretrained(copy, { max_seq_length: 48 });
    near((await reranker.predict(python.pairs)).data, python.logits);
  });

  it('gives a model of several labels a score for each, and does not rank with it', async () => {
    await using model = await CrossEncoder.from_pretrained('mini-distilbert-sst2');
    const pair: SentencePair = ['A warm film.', 'A delight.'];
    expect((await model.predict(pair)).dims).toEqual([2]);
    const { data, dims } = await model.predict([pair], { apply_softmax: true });
    expect(dims).toEqual([1, 2]);
    expect(data[0] + data[1]).toBeCloseTo(1, 5);
    await expect(model.rank('A', ['B'])).rejects.toThrow(/needs a model with one label; this one has 2/);
  });

  it.each<[string, (reranker: CrossEncoder) => Promise<unknown>, RegExp]>([
    ['a lone text', (reranker) => reranker.predict('a' as never), /takes pairs of texts/],
    ['three texts', (reranker) => reranker.predict([['a', 'b', 'c']] as never), /pair 0 must be two texts/],
    ['what is no text', (reranker) => reranker.predict([['a', null]] as never), /second text of pair 0/],
    [
      'an activation that does not exist',
      (r) => r.predict([], { activation_fn: 'relu' as never }),
      /sigmoid/,
    ],
    ['an option that it does not know', (r) => r.rank('a', [], { topK: 1 } as never), /option "topK"/],
    ['no list of documents', (r) => r.rank('a', 'b' as never), /a list of documents; it got "b"/],
    ['no documents to return', (r) => r.rank('a', ['b'], { top_k: 0 }), /top_k/],
    [
      'a limit below one',
      () => CrossEncoder.from_pretrained(folder, { max_seq_length: 0 }),
      /max_seq_length/,
    ],
  ])('refuses %s', async (_, call, message) => {
    await using reranker = await CrossEncoder.from_pretrained(folder);
    await expect(call(reranker)).rejects.toThrow(message);
  });
});
