/** Measures sentence embeddings in this process: `run.ts <engine> <folder>`, a request as JSON on stdin, figures on stdout. */
import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { EmbeddingFigures, EmbeddingRequest } from './index.js';

type Encode = (texts: readonly string[]) => Promise<ArrayLike<number>>;

const [engine, folder] = process.argv.slice(2);
const { sets } = JSON.parse(readFileSync(0, 'utf8')) as EmbeddingRequest;
const encode = await (engine.startsWith('automodel') ? loadOurs() : loadPeer());

await encode(sets[0].slice(0, 64));
const sentencesPerSecond: number[] = [];
let vectors: number[] = [];
for (const texts of sets) {
  const begun = performance.now();
  const embeddings = await encode(texts);
  sentencesPerSecond.push((1000 * texts.length) / (performance.now() - begun));
  vectors = Array.from({ length: 384 }, (_, i) => embeddings[i]);
}
const figures: EmbeddingFigures = {
  sentencesPerSecond,
  vectors,
  peakMB: process.resourceUsage().maxRSS / 1000,
};
console.log(JSON.stringify(figures));
process.exit();

async function loadOurs(): Promise<Encode> {
  const { SentenceTransformer } = await import('@automodel/sentence-embeddings');
  const model = await SentenceTransformer.from_pretrained(folder, {
    dtype: engine.endsWith('int8') ? 'int8' : 'fp32',
  });
  return async (texts) => (await model.encode(texts)).data;
}

async function loadPeer(): Promise<Encode> {
  const { env, pipeline } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = dirname(folder);
  const extractor = await pipeline('feature-extraction', basename(folder), {
    dtype: engine.endsWith('q8') ? 'q8' : 'fp32',
  });
  return async (texts) => {
    const out = new Float32Array(texts.length * 384);
    for (let i = 0; i < texts.length; i += 32) {
      const batch = await extractor(texts.slice(i, i + 32), { pooling: 'mean', normalize: true });
      out.set(batch.data as Float32Array, i * 384);
    }
    return out;
  };
}
