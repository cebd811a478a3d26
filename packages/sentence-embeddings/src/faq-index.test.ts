import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracles, readFixture } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FaqIndex } from './faq-index.js';
import { SentenceTransformer } from './sentence-transformer.js';
import { MemoryVectorStore } from './stores/memory-vector-store.js';
import { SqliteVectorStore } from './stores/sqlite-vector-store.js';

/** Questions of customers, and which of them Python finds for what others ask. */
const { questions, queries, best, scores } = readFixture(oracles[0], 'real/all-MiniLM-L6-v2.json') as {
  questions: string[];
  queries: string[];
  best: number[][];
  scores: number[][];
};
const entries = questions.map((question, i) => ({ question, answer: `answer ${i}` }));

describe('FaqIndex', () => {
  let model: SentenceTransformer;
  let folder: string;
  beforeAll(async () => {
    model = await SentenceTransformer.from_pretrained();
    folder = mkdtempSync(join(tmpdir(), 'automodel-faq-'));
  });
  afterAll(async () => {
    await model.dispose();
    rmSync(folder, { recursive: true });
  });

  it('finds the answers that Python finds', async () => {
    const faq = new FaqIndex(model);
    await faq.add(entries);
    for (const [i, query] of queries.entries()) {
      const found = await faq.search(query);
      expect(found.map(({ answer }) => answer)).toEqual(best[i].map((id) => `answer ${id}`));
      expect(found[0].question).toBe(questions[best[i][0]]);
      expect(found[0].score).toBeCloseTo(scores[i][best[i][0]], 4);
    }
  });

  it('gives fewer answers, and none that is too far away', async () => {
    const faq = new FaqIndex(model);
    await faq.add(entries);
    expect(await faq.search(queries[0], { top_k: 1 })).toHaveLength(1);
    expect(await faq.search('Which colour has the sky on Mars?', { min_score: 0.5 })).toEqual([]);
  });

  it('takes a new answer for a question, and forgets', async () => {
    const faq = new FaqIndex(model);
    await faq.add(entries);
    await faq.add([{ question: questions[0], answer: 'changed' }]);
    expect(await faq.count()).toBe(entries.length);
    expect((await faq.search(questions[0], { top_k: 1 }))[0].answer).toBe('changed');
    await faq.remove([questions[0]]);
    expect((await faq.search(questions[0], { top_k: 1 }))[0].answer).not.toBe('changed');
  });

  it('is kept in a file, and searched without being filled again', async () => {
    const open = (): Promise<SqliteVectorStore> =>
      SqliteVectorStore.open(join(folder, 'faq.db'), { dimension: model.get_embedding_dimension() });
    const store = await open();
    await new FaqIndex(model, store).add(entries);
    await store.close();
    const again = await open();
    const [{ answer }] = await new FaqIndex(model, again).search(queries[1]);
    expect(answer).toBe(`answer ${best[1][0]}`);
    await again.close();
  });

  it('refuses what it cannot do', async () => {
    expect(() => new FaqIndex(model, new MemoryVectorStore({ dimension: 3 }))).toThrow(
      /3 elements, the model gives 384/,
    );
    const faq = new FaqIndex(model);
    await expect(faq.add([{ question: 'Why?' } as never])).rejects.toThrow(
      /entry 0 needs a question and an answer/,
    );
    await expect(faq.add({ question: 'Why?', answer: 'So.' } as never)).rejects.toThrow(
      /takes a list of entries, not/,
    );
    await expect(faq.search(7 as never)).rejects.toThrow(/must be a text; it is 7/);
    await expect(faq.search('Why?', { topK: 1 } as never)).rejects.toThrow(/option "topK"/);
    expect(await faq.search('Why?')).toEqual([]);
  });
});
