/** Measures how one library loads one vocabulary, prints it as JSON: `load.ts <library> <vocabulary>`. */
import { libraries, type LibraryName } from './libraries.js';
import { vocabularies, type VocabularyName } from './vocabularies.js';

const [library, vocabulary] = process.argv.slice(2) as [LibraryName, VocabularyName];
const before = process.memoryUsage.rss();
const begun = performance.now();
const tokenizer = await libraries[library](vocabulary, vocabularies[vocabulary]());
const ms = performance.now() - begun;
globalThis.gc?.();
const megabytes = (process.memoryUsage.rss() - before) / 1e6;
console.log(JSON.stringify(tokenizer && { ms, megabytes }));
