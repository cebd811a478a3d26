/** Measures one library with one vocabulary on all texts, prints MB/s as JSON: `run.ts <library> <vocabulary>`. */
import { libraries, type LibraryName } from './libraries.js';
import { documents, textNames } from './texts.js';
import { vocabularies, type VocabularyName } from './vocabularies.js';

const ROUNDS = 4;

const [library, vocabulary] = process.argv.slice(2) as [LibraryName, VocabularyName];
const json = vocabularies[vocabulary]();
const speeds: Record<string, { speed: number; tokens: number }> = {};
for (const name of textNames) {
  const rows = documents(name);
  const bytes = rows.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  let best = Infinity;
  let tokens = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    // A tokenizer that has seen no text, so that no word is remembered from the round before.
    const encodeAll = await libraries[library](vocabulary, json);
    if (!encodeAll) break;
    const begun = performance.now();
    tokens = await encodeAll(rows);
    // The first round warms the code up.
    if (round > 0) best = Math.min(best, performance.now() - begun);
  }
  if (tokens > 0) speeds[name] = { speed: bytes / best / 1000, tokens };
}
console.log(JSON.stringify(speeds));
