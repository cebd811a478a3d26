import { generate } from '../src/generate.js';
import type { GenerateOptions } from '../src/request.js';
import { CountingModel, likely } from './counting-model.js';

export const VOCABULARY = 12;
export const EOS = 11;

/** Counts: after 3 comes 4. */
export function counter(options?: { maxLength: number }): CountingModel {
  return new CountingModel(
    VOCABULARY,
    (tokens) => likely(VOCABULARY, (tokens[tokens.length - 1] + 1) % VOCABULARY),
    options,
  );
}

/** Scores that look random, the same for equal rows. */
export function scrambled(): CountingModel {
  return new CountingModel(VOCABULARY, (tokens) => {
    let hash = 17;
    for (const token of tokens) hash = Math.imul(hash ^ token, 0x01000193) >>> 0;
    return Float32Array.from({ length: VOCABULARY }, (_, i) => ((Math.imul(hash, i + 1) >>> 8) % 1000) / 200);
  });
}

/** The rows that `generate()` returns. */
export async function tokensOf(
  model: CountingModel,
  prompts: number[][],
  options: GenerateOptions,
): Promise<number[][]> {
  const { sequences } = await generate(model, { prompts }, options);
  return sequences.tolist() as number[][];
}
