import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GPT2LMHeadModel } from '@automodel/causal-lm';
import { gpt2Config, parseConfig } from '@automodel/modeling';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { randomCheckpoint } from '../random-checkpoint.js';
import { memoryBandwidth } from './bandwidth.js';
import { exportGpt2 } from '@automodel/gpt2-onnx';

export interface DecodeRequest {
  readonly prompts: readonly (readonly number[])[];
  readonly newTokens: number;
  readonly rounds: number;
}

export interface DecodeFigures {
  /** Of each prompt, prefill not counted. */
  readonly tokensPerSecond: readonly number[];
  readonly peakMB?: number;
}

const CONTEXTS = [16, 128, 512, 960];
const NEW_TOKENS = 33;
const ROUNDS = 3;

/**
 * Greedy decoding on a checkpoint of GPT-2's size (124M) with random weights, float32: tokens a second by the length of the
 * context, beside @huggingface/transformers on an ONNX export of the same weights and, if the environment variable
 * `AUTOMODEL_BENCH_PYTHON` names a Python that has torch and transformers, beside PyTorch. Each in a process of its own,
 * in turn; the best round counts.
 */
export async function benchGeneration(): Promise<void> {
  const config = { model_type: 'gpt2', architectures: ['GPT2LMHeadModel'] };
  const parsed = parseConfig(gpt2Config, config);
  const tokenizer = dirname(fileURLToPath(import.meta.resolve('@automodel/mini-gpt2/config.json')));
  const folder = randomCheckpoint('gpt2', { ...config, ...parsed }, new GPT2LMHeadModel(parsed), tokenizer);
  await exportGpt2(folder);
  const random = xoroshiro128plus(7);
  const prompts = CONTEXTS.map((length) =>
    Array.from({ length }, () => uniformInt(random, 0, parsed.vocab_size - 1)),
  );
  const request: DecodeRequest = { prompts, newTokens: NEW_TOKENS, rounds: 1 };

  const threads = availableParallelism();
  const weights = statSync(join(folder, 'model.safetensors')).size;
  const bandwidth = await memoryBandwidth(threads);
  const python = process.env.AUTOMODEL_BENCH_PYTHON;
  const engines = ['native', 'onnxruntime-node', 'transformers.js', ...(python ? ['PyTorch'] : [])];
  const best = new Map(engines.map((engine) => [engine, CONTEXTS.map(() => 0)]));
  const peaks = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const engine of engines) {
      const { tokensPerSecond, peakMB } =
        engine === 'PyTorch'
          ? { tokensPerSecond: measurePyTorch(python!, folder, threads, request), peakMB: undefined }
          : measure(folder, engine, request);
      const rates = best.get(engine)!;
      tokensPerSecond.forEach((rate, i) => (rates[i] = Math.max(rates[i], rate)));
      if (peakMB) peaks.set(engine, Math.max(peakMB, peaks.get(engine) ?? 0));
    }
  }

  const allowed = (bandwidth * 1e9) / weights;
  console.log(
    `GPT-2 (124M), random weights, float32, ${(weights / 1e6).toFixed(0)} MB, ${threads} threads, greedy, one text; tokens/s
after a context of n tokens, best of ${ROUNDS}. Memory: ${bandwidth.toFixed(1)} GB/s, which allows ${allowed.toFixed(1)} tokens/s.`,
  );
  console.table(
    Object.fromEntries(
      [...best].map(([engine, rates]) => [
        engine,
        {
          ...Object.fromEntries(CONTEXTS.map((length, i) => [`n = ${length}`, rates[i].toFixed(1)])),
          'longest / shortest': (rates[rates.length - 1] / rates[0]).toFixed(2),
          'of what memory allows': (rates[0] / allowed).toFixed(2),
          'peak RSS MB': Math.round(peaks.get(engine) ?? 0) || '',
        },
      ]),
    ),
  );
}

function measure(folder: string, engine: string, request: DecodeRequest): DecodeFigures {
  const script = fileURLToPath(new URL('./run.ts', import.meta.url));
  const output = execFileSync(process.execPath, [...process.execArgv, script, folder, engine], {
    encoding: 'utf8',
    input: JSON.stringify(request),
  });
  return JSON.parse(output) as DecodeFigures;
}

function measurePyTorch(python: string, folder: string, threads: number, request: DecodeRequest): number[] {
  const script = fileURLToPath(new URL('./decode.py', import.meta.url));
  const output = execFileSync(python, [script, folder, String(threads)], {
    encoding: 'utf8',
    input: JSON.stringify(request),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as number[];
}
