import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoModel, cos_sim } from '@automodel/auto';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixedLength, textOf } from './texts.js';

export interface EmbeddingRequest {
  readonly sets: readonly (readonly string[])[];
}

export interface EmbeddingFigures {
  /** Of each set of texts. */
  readonly sentencesPerSecond: readonly number[];
  /** The vector of the last set's first text, to see that all compute the same. */
  readonly vectors: readonly number[];
  readonly peakMB?: number;
}

const ROUNDS = 2;
const MIXED = 2000;

/**
 * Sentences a second on all-MiniLM-L6-v2: 2,000 texts of 8 to 160 tokens (34 on average) and 32 texts of 128 tokens, from texts to
 * vectors; beside @huggingface/transformers in batches of 32 on an ONNX export of the same network and, if the environment
 * variable `AUTOMODEL_BENCH_PYTHON` names a Python that has sentence-transformers, beside that. Each in a process of its own, in
 * turn; the best round counts.
 */
export async function benchEmbeddings(): Promise<void> {
  const folder = dirname(fileURLToPath(import.meta.resolve('@automodel/all-minilm-l6-v2/config.json')));
  const random = xoroshiro128plus(7);
  const lengths = Array.from({ length: MIXED }, () => mixedLength(random));
  const mixed = lengths.map((length) => textOf(length, random));
  const equal = Array.from({ length: 32 }, () => textOf(128, random));
  const request: EmbeddingRequest = { sets: [mixed, equal] };

  const threads = availableParallelism();
  const python = process.env.AUTOMODEL_BENCH_PYTHON;
  const fp32 = await exported('fp32', folder);
  const q8 = await exported('int8', folder);
  const engines: Record<string, () => EmbeddingFigures> = {
    'automodel float32': () => measure('automodel fp32', folder, request),
    'automodel int8': () => measure('automodel int8', folder, request),
    '@huggingface/transformers fp32': () => measure('transformers.js fp32', fp32, request),
    '@huggingface/transformers q8': () => measure('transformers.js q8', q8, request),
    ...(python && {
      'sentence-transformers float32': () => measurePython(python, folder, 'float32', threads, request),
      'sentence-transformers bfloat16': () => measurePython(python, folder, 'bfloat16', threads, request),
    }),
  };
  const best = new Map<string, EmbeddingFigures>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(engines)) {
      const figures = run();
      const earlier = best.get(name);
      const rates = figures.sentencesPerSecond.map((rate, i) =>
        Math.max(rate, earlier?.sentencesPerSecond[i] ?? 0),
      );
      best.set(name, { ...figures, sentencesPerSecond: rates });
    }
  }
  const average = lengths.reduce((sum, length) => sum + length, 0) / MIXED;
  console.log(
    `all-MiniLM-L6-v2, ${threads} threads, sentences/s, best of ${ROUNDS}: ${MIXED} texts of 8 to 160 tokens ` +
      `(${average.toFixed(1)} on average), and 32 texts of 128 tokens`,
  );
  const { vectors: reference } = best.get('automodel float32')!;
  console.table(
    Object.fromEntries(
      [...best].map(([name, { sentencesPerSecond: rates, vectors, peakMB }]) => [
        name,
        {
          mixed: rates[0].toFixed(0),
          '32 x 128': rates[1].toFixed(0),
          'cosine to ours': cos_sim(reference, vectors).toFixed(4),
          'peak RSS MB': Math.round(peakMB ?? 0) || '',
        },
      ]),
    ),
  );
  const ratio = (ours: string, theirs: string): string => {
    const [a, b] = [best.get(ours), best.get(theirs)];
    return a && b ? (a.sentencesPerSecond[0] / b.sentencesPerSecond[0]).toFixed(2) : '-';
  };
  console.log(
    `mixed: float32 is ${ratio('automodel float32', '@huggingface/transformers fp32')} times @huggingface/transformers fp32, ` +
      `${ratio('automodel float32', 'sentence-transformers float32')} times sentence-transformers float32; ` +
      `int8 is ${ratio('automodel int8', '@huggingface/transformers q8')} times @huggingface/transformers q8, ` +
      `${ratio('automodel int8', 'sentence-transformers bfloat16')} times sentence-transformers bfloat16`,
  );
}

/** The network as @huggingface/transformers reads it. */
async function exported(dtype: 'fp32' | 'int8', model: string): Promise<string> {
  const folder = join(tmpdir(), 'automodel-bench', `all-MiniLM-L6-v2-${dtype}`);
  if (existsSync(join(folder, 'onnx'))) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  await using encoder = await AutoModel.from_pretrained(model, { dtype });
  if (!('exportOnnx' in encoder)) throw new Error('the encoder cannot be exported');
  await encoder.exportOnnx(folder);
  return folder;
}

function measure(engine: string, folder: string, request: EmbeddingRequest): EmbeddingFigures {
  const script = fileURLToPath(new URL('./run.ts', import.meta.url));
  return output(process.execPath, [...process.execArgv, script, engine, folder], request);
}

function measurePython(
  python: string,
  folder: string,
  dtype: string,
  threads: number,
  request: EmbeddingRequest,
): EmbeddingFigures {
  const script = fileURLToPath(new URL('./encode.py', import.meta.url));
  return output(python, [script, folder, dtype, String(threads)], request);
}

function output(program: string, args: readonly string[], request: EmbeddingRequest): EmbeddingFigures {
  const text = execFileSync(program, args, {
    encoding: 'utf8',
    input: JSON.stringify(request),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return JSON.parse(text) as EmbeddingFigures;
}
