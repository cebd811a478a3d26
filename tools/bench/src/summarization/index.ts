import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { bartConfig, parseConfig } from '@automodel/modeling';
import { BartForConditionalGeneration } from '@automodel/seq2seq';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { benchPython, runNode, runPython } from '../programs.js';
import { randomCheckpoint } from '../random-checkpoint.js';

export interface SummarizationRequest {
  /** Token ids of what is to be summarized. */
  readonly document: readonly number[];
  readonly beams: number;
  readonly newTokens: number;
  readonly rounds: number;
}

export interface SummarizationFigures {
  /** Until the first token's scores are there: the document encoded, keys and values made of it. */
  readonly firstMs: number;
  /** Of each later token, all beams together. */
  readonly tokenMs: number;
  /** Resident memory at most. */
  readonly peakMB: number;
  /** What was found. */
  readonly sequence: readonly number[];
}

const DOCUMENT = 1024;
const BEAMS = 4;
const NEW_TOKENS = 60;
const ROUNDS = 2;

/**
 * Beam search on a checkpoint of bart-large-cnn's size (406M) with random weights, float32, over one long document: time and
 * memory, beside PyTorch if the environment variable `AUTOMODEL_BENCH_PYTHON` names a Python that has torch and
 * transformers. Each in a process of its own, in turn; the best round counts, and the most memory.
 */
export async function benchSummarization(): Promise<void> {
  const config = { model_type: 'bart', architectures: ['BartForConditionalGeneration'], vocab_size: 50264 };
  const parsed = parseConfig(bartConfig, config);
  const network = new BartForConditionalGeneration(parsed);
  const folder = randomCheckpoint('bart-large', { ...config, ...parsed }, network);
  const random = xoroshiro128plus(7);
  const document = Array.from({ length: DOCUMENT }, () => uniformInt(random, 3, parsed.vocab_size - 1));
  const request: SummarizationRequest = { document, beams: BEAMS, newTokens: NEW_TOKENS, rounds: ROUNDS };

  const threads = availableParallelism();
  const python = benchPython();
  const script = (name: string): URL => new URL(`./${name}`, import.meta.url);
  const ours = runNode<SummarizationFigures>(script('run.ts'), [folder, 'native'], request);
  const theirs =
    python &&
    runPython<SummarizationFigures>(python, script('generate.py'), [folder, String(threads)], request);

  const weightsMB = statSync(join(folder, 'model.safetensors')).size / 1e6;
  console.log(
    `BART large (406M), random weights, float32, ${weightsMB.toFixed(0)} MB, ${threads} threads: one document of ${DOCUMENT} tokens, ` +
      `${BEAMS} beams, ${NEW_TOKENS} new tokens; best of ${ROUNDS}`,
  );
  const row = ({ firstMs, tokenMs, peakMB }: SummarizationFigures): object => ({
    'first token ms': firstMs.toFixed(0),
    'each later token ms': tokenMs.toFixed(1),
    'peak RSS MB': peakMB.toFixed(0),
    'peak RSS / weights': (peakMB / weightsMB).toFixed(2),
  });
  console.table({ automodel: row(ours), ...(theirs && { PyTorch: row(theirs) }) });
  if (!theirs) return;
  console.log(
    `A later token is ${(theirs.tokenMs / ours.tokenMs).toFixed(2)} times as fast as in PyTorch, the first one ` +
      `${(theirs.firstMs / ours.firstMs).toFixed(2)} times; the sequences found ` +
      (String(ours.sequence) === String(theirs.sequence) ? 'are equal.' : 'differ.'),
  );
}
