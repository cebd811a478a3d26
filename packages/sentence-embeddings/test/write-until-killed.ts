/** Adds pairs of records to a store, one `add` a pair, and prints the number of each that was acknowledged, until killed. */
import { SqliteVectorStore } from '../src/stores/sqlite-vector-store.js';

const store = await SqliteVectorStore.open(process.argv[2], { dimension: 256 });
for (let pair = 0; ; pair++) {
  const record = (half: string): { id: string; text: string; embedding: Float32Array } => ({
    id: `${pair}-${half}`,
    text: `pair ${pair}`,
    embedding: new Float32Array(256).fill(pair + 1),
  });
  await store.add([record('a'), record('b')]);
  process.stdout.write(`${pair}\n`);
}
