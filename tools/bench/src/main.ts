/** `npm run bench <name>`: each benchmark measures what it names in processes of its own and prints a table. */
const benchmarks: Record<string, () => Promise<void>> = {
  generation: async () => (await import('./generation/index.js')).benchGeneration(),
  'fill-mask': async () => (await import('./fill-mask.js')).benchFillMask(),
  vit: async () => (await import('./vit/index.js')).benchVit(),
  embeddings: async () => (await import('./embeddings/index.js')).benchEmbeddings(),
  'embedding-stream': async () => (await import('./embeddings/stream.js')).benchEmbeddingStream(),
  summarization: async () => (await import('./summarization/index.js')).benchSummarization(),
  tokenizers: async () => (await import('./tokenizers/index.js')).benchTokenizers(),
};

const [name = ''] = process.argv.slice(2);
if (Object.hasOwn(benchmarks, name)) {
  await benchmarks[name]();
} else {
  console.error(`npm run bench <name>, with one of: ${Object.keys(benchmarks).join(', ')}`);
  process.exitCode = 1;
}
