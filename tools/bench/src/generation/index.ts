import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GPT2LMHeadModel } from '@automodel/causal-lm';
import { gpt2Config, parseConfig, type GPT2Config } from '@automodel/modeling';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { benchPython, runNode, runPython } from '../programs.js';
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
  /** Resident memory after each prompt, in MB. */
  readonly residentMB?: readonly number[];
}

export interface BeamRequest {
  readonly prompt: readonly number[];
  readonly beams: number;
  readonly newTokens: number;
}

export interface BeamFigures {
  readonly totalMs: number;
  /** How often prompts were computed. */
  readonly prefills: number;
  readonly prefillMs: number;
  /** Of one step, all beams together. */
  readonly stepMs: number;
  readonly reorderMs: number;
}

const CONTEXTS = [16, 512, 990];
const NEW_TOKENS = 33;
const ROUNDS = 5;
const BEAMS = 4;

/**
 * Greedy decoding on a checkpoint of GPT-2's size (124M) with random weights, float32: tokens a second by the length of the
 * context, beside @huggingface/transformers on an ONNX export of the same weights and, if the environment variable
 * `AUTOMODEL_BENCH_PYTHON` names a Python that has torch and transformers, beside PyTorch. Each in a process of its own,
 * in turn; the best round counts. Then what beams cost.
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
  await compareEngines(folder, { prompts, newTokens: NEW_TOKENS, rounds: 1 }, parsed);
  reportBeams(folder, { prompt: prompts[1], beams: BEAMS, newTokens: NEW_TOKENS });
}

async function compareEngines(folder: string, request: DecodeRequest, config: GPT2Config): Promise<void> {
  const threads = availableParallelism();
  const python = benchPython();
  const engines = ['native', 'onnxruntime-node', 'transformers.js', ...(python ? ['PyTorch'] : [])];
  const best = new Map(engines.map((engine) => [engine, CONTEXTS.map(() => 0)]));
  const resident = new Map<string, readonly number[]>();
  const weights = statSync(join(folder, 'model.safetensors')).size;
  // Of what memory allows right then: on machines that others use, too, it changes from second to second.
  const shares = new Map(engines.map((engine) => [engine, [] as number[]]));
  let bandwidth = 0;
  for (let round = 0; round < ROUNDS; round++) {
    for (const engine of engines) {
      const bandwidthNow = await memoryBandwidth(threads);
      bandwidth = Math.max(bandwidth, bandwidthNow);
      const figures: DecodeFigures =
        engine === 'PyTorch'
          ? { tokensPerSecond: runPython(python!, script('decode.py'), [folder, String(threads)], request) }
          : runNode(script('run.ts'), [folder, engine], request);
      const rates = best.get(engine)!;
      figures.tokensPerSecond.forEach((rate, i) => (rates[i] = Math.max(rates[i], rate)));
      shares.get(engine)!.push((figures.tokensPerSecond[0] * weights) / (bandwidthNow * 1e9));
      if (figures.residentMB) resident.set(engine, figures.residentMB);
    }
  }

  const allowed = (bandwidth * 1e9) / weights;
  const ours = best.get('native')!;
  console.log(
    `GPT-2 (124M), random weights, float32, ${(weights / 1e6).toFixed(0)} MB, ${threads} threads, greedy, one text; tokens/s
after a context of n tokens, best of ${ROUNDS}; the median share of what memory allowed just before, at n = ${CONTEXTS[0]}.
Memory: up to ${bandwidth.toFixed(1)} GB/s, which allows ${allowed.toFixed(1)} tokens/s.`,
  );
  console.table(
    Object.fromEntries(
      [...best].map(([engine, rates]) => [
        engine,
        {
          ...Object.fromEntries(CONTEXTS.map((length, i) => [`n = ${length}`, rates[i].toFixed(1)])),
          'longest / shortest': (rates[rates.length - 1] / rates[0]).toFixed(2),
          'of what memory allows': median(shares.get(engine)!).toFixed(2),
          [`native is faster, n = ${CONTEXTS[1]}`]: `${(ours[1] / rates[1]).toFixed(2)} x`,
        },
      ]),
    ),
  );
  const [first, ...others] = resident.get('native')!;
  const perToken = (2 * config.n_layer * config.n_embd * 4) / 1e6;
  console.log(
    `Memory of the native engine beyond that after n = ${CONTEXTS[0]}: ` +
      others
        .map((size, i) => {
          const declared = (CONTEXTS[i + 1] + request.newTokens) * perToken;
          return `${(size - first).toFixed(0)} MB at n = ${CONTEXTS[i + 1]} (its cache: ${declared.toFixed(0)})`;
        })
        .join(', '),
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function reportBeams(folder: string, request: BeamRequest): void {
  const { totalMs, prefills, prefillMs, stepMs, reorderMs } = runNode<BeamFigures>(
    script('beams.ts'),
    [folder],
    request,
  );
  console.log(
    `${request.beams} beams behind ${request.prompt.length} tokens, ${request.newTokens} new ones in ${totalMs.toFixed(0)} ms: ` +
      `the prompt computed ${prefills} time(s) in ${prefillMs.toFixed(0)} ms, a step ${stepMs.toFixed(1)} ms, ` +
      `reordering ${reorderMs.toFixed(2)} ms, ${((100 * reorderMs) / stepMs).toFixed(1)} % of it.`,
  );
}

function script(name: string): URL {
  return new URL(`./${name}`, import.meta.url);
}
