/** Measures fill-mask in this process and prints the figures as JSON: `fill-mask-run.ts <folder> <backend>`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline, type BackendName } from '@automodel/auto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { FillMaskFigures } from './fill-mask.js';

const [folder, backend] = process.argv.slice(2);
const words =
  'a the man woman dog red blue street child guitar is are running playing on in with two ball snow'.split(
    ' ',
  );
const random = xoroshiro128plus(7);

/** Texts of 8 to 40 words with one mask each, always the same. */
const texts = Array.from({ length: 64 }, () => {
  const text = Array.from(
    { length: uniformInt(random, 8, 40) },
    () => words[uniformInt(random, 0, words.length - 1)],
  );
  return text.with(uniformInt(random, 0, text.length - 1), '[MASK]').join(' ');
});

const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
};

const begun = performance.now();
const unmasker = await pipeline('fill-mask', folder, { backend: backend as BackendName });
const loadMs = performance.now() - begun;
const firstMs = await milliseconds(() => unmasker(texts[0]));
await unmasker(texts);
const batchedMs = await milliseconds(() => unmasker(texts));
const singleMs = await milliseconds(async () => {
  for (const text of texts) await unmasker(text);
});
await unmasker.dispose();
const figures: FillMaskFigures = {
  backend,
  loadMs,
  firstMs,
  single: (1000 * texts.length) / singleMs,
  batched: (1000 * texts.length) / batchedMs,
  peakMB: process.resourceUsage().maxRSS / 1000,
  weightsMB: Math.round(statSync(join(folder, 'model.safetensors')).size / 1e6),
};
console.log(JSON.stringify(figures));
