import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { libraryNames, type LibraryName } from './libraries.js';
import { textNames } from './texts.js';
import { vocabularyNames, type VocabularyName } from './vocabularies.js';

type Speeds = Partial<Record<string, { speed: number; tokens: number }>>;
interface Load {
  readonly ms: number;
  readonly megabytes: number;
}

const LOADS = 5;

/**
 * Megabytes (of UTF-8) a second on one thread, by vocabulary and text, beside other libraries; what loading takes. Each
 * library runs in a process of its own, and reads each text with a tokenizer that has not seen it: the best of four.
 */
export function benchTokenizers(): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const vocabulary of vocabularyNames) {
    const speeds = libraryNames.map((library) => [library, run<Speeds>('run', library, vocabulary)] as const);
    for (const text of textNames) {
      const row: Record<string, string> = {};
      for (const [library, { [text]: figures }] of speeds) {
        if (figures) row[library] = figures.speed.toFixed(1);
      }
      rows[`${vocabulary}, ${text}`] = row;
      const counts = new Set(speeds.map(([, { [text]: figures }]) => figures?.tokens).filter(Boolean));
      if (counts.size > 1)
        console.log(`${vocabulary}, ${text}: numbers of tokens are ${[...counts].join(', ')}`);
    }
  }
  console.log('MB/s on one thread, texts not seen before');
  console.table(rows);

  const loads: Record<string, Record<string, string>> = {};
  for (const vocabulary of vocabularyNames) {
    const row: Record<string, string> = {};
    for (const library of ['automodel', 'Rust', '@huggingface/tokenizers'] as const) {
      const each = Array.from({ length: LOADS }, () => run<Load>('load', library, vocabulary));
      const ms = Math.min(...each.map((load) => load.ms));
      const megabytes = Math.min(...each.map((load) => load.megabytes));
      row[library] = `${Math.round(ms)} ms, ${Math.round(megabytes)} MB`;
    }
    loads[vocabulary] = row;
  }
  console.log(`From the file to a tokenizer: time, and what the process has grown by; best of ${LOADS}`);
  console.table(loads);
  return Promise.resolve();
}

function run<T>(script: 'run' | 'load', library: LibraryName, vocabulary: VocabularyName): T {
  const file = fileURLToPath(new URL(`./${script}.ts`, import.meta.url));
  const output = execFileSync(
    process.execPath,
    ['--expose-gc', ...process.execArgv, file, library, vocabulary],
    {
      encoding: 'utf8',
      env: { ...process.env, TOKENIZERS_PARALLELISM: 'false', RAYON_NUM_THREADS: '1' },
    },
  );
  return JSON.parse(output) as T;
}
