import { throwIfAborted } from '@automodel/core';
import type { DecodingState, GenerationModel, StartOptions } from '../src/generation-model.js';

/** A rule by which a model scores the token that follows a row. */
export type Scorer = (tokens: readonly number[]) => ArrayLike<number>;

/**
 * A model that scores by a rule, and counts what it is asked to compute: how much a search costs shows without a network.
 */
export class CountingModel implements GenerationModel {
  readonly maxLength: number | undefined;
  /** Tokens that were computed: of prompts, and behind them. */
  prefilled = 0;
  decoded = 0;
  /** States that are not disposed. */
  open = 0;

  constructor(
    readonly vocabSize: number,
    private readonly score: Scorer,
    options: { maxLength?: number } = {},
  ) {
    this.maxLength = options.maxLength;
  }

  start({ prompts, copies, capacity, signal }: StartOptions): Promise<DecodingState> {
    throwIfAborted(signal);
    this.open++;
    for (const prompt of prompts) this.prefilled += prompt.length;
    let rows = prompts.flatMap((prompt) => Array.from({ length: copies }, () => Array.from(prompt)));
    let isOpen = true;
    const hidden = (tokens: readonly number[]): Float32Array =>
      Float32Array.from([1, tokens[tokens.length - 1], tokens.length]);
    const compute = (count: number, limit?: AbortSignal): Promise<void> => {
      throwIfAborted(limit);
      if (!isOpen) throw new Error('a disposed state was used');
      this.decoded += count;
      if (rows.some((row) => row.length > capacity)) throw new Error('there is no capacity for that');
      return new Promise((resolve) => setImmediate(resolve));
    };
    return Promise.resolve({
      get rows() {
        return rows.length;
      },
      length: (row) => rows[row].length,
      logits: (row) => Float32Array.from(this.score(rows[row])),
      hidden: (row) => hidden(rows[row]),
      promptHidden: (row) =>
        Float32Array.from(rows[row].flatMap((_, i) => Array.from(hidden(rows[row].slice(0, i + 1))))),
      step: (tokens, limit) => {
        rows.forEach((row, i) => row.push(tokens[i]));
        return compute(rows.length, limit);
      },
      reorder: (parents) => {
        rows = Array.from(parents, (parent) => [...rows[parent]]);
      },
      extend: async (tokens, limit) => {
        const scores = Array.from(tokens, (token) => {
          rows[0].push(token);
          return Float32Array.from(this.score(rows[0]));
        });
        await compute(tokens.length, limit);
        return scores;
      },
      crop: (length) => {
        rows[0].length = Math.min(length, rows[0].length);
      },
      dispose: () => {
        if (isOpen) this.open--;
        isOpen = false;
      },
    });
  }
}

/** Scores that make `token` the likeliest. */
export function likely(vocabSize: number, token: number): Float32Array {
  return new Float32Array(vocabSize).fill(0, 0).fill(5, token, token + 1);
}
