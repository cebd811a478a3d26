import { setTimeout } from 'node:timers/promises';
import { SentenceTransformer } from '@automodel/sentence-embeddings';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { fileURLToPath } from 'node:url';
import { textOf } from './texts.js';

const SENTENCES = 1_000_000;
const REPORT = 100_000;

/** Streams a million sentences through a tiny model: memory must not grow with their number. */
export async function benchEmbeddingStream(): Promise<void> {
  const folder = fileURLToPath(
    new URL('../../../oracle/fixtures/models/st-cls-mean-concat', import.meta.url),
  );
  await using model = await SentenceTransformer.from_pretrained(folder);
  const random = xoroshiro128plus(7);
  const sentences = function* (): Generator<string> {
    for (let i = 0; i < SENTENCES; i++) yield textOf(uniformInt(random, 5, 12), random);
  };
  const begun = performance.now();
  const rows: Record<string, string>[] = [];
  for await (const { index } of model.encodeStream(sentences())) {
    if ((index + 1) % REPORT !== 0) continue;
    await setTimeout(0);
    rows.push({
      sentences: (index + 1).toLocaleString('en'),
      seconds: ((performance.now() - begun) / 1000).toFixed(1),
      'RSS MB': (process.memoryUsage.rss() / 1e6).toFixed(0),
    });
  }
  console.log('a model of 2 layers with 32 dimensions, sentences of 5 to 12 words, encodeStream()');
  console.table(rows);
}
