import type { PreparedGenerationConfig } from '../config/generation-config.js';
import type { SearchResult } from './search.js';

/** A sequence that is complete. */
export interface Hypothesis {
  /** Sum of log-probabilities divided by length ** `length_penalty`. */
  readonly score: number;
  /** Without the token that ended it. */
  readonly sequence: Int32Array;
}

/** The best complete sequences of some beams, as `BeamHypotheses` of transformers 4. */
export class Hypotheses {
  readonly found: Hypothesis[] = [];

  constructor(
    private readonly size: number,
    private readonly config: PreparedGenerationConfig,
    private readonly promptLength: number,
  ) {}

  /** @param length tokens that count, the one that ended the sequence included */
  add(sequence: Int32Array, sum: number, length: number): void {
    const score = sum / (length - this.promptLength) ** this.config.length_penalty;
    if (this.found.length === this.size && score <= this.worst) return;
    this.found.push({ score, sequence: sequence.slice() });
    if (this.found.length > this.size) {
      this.found.splice(
        this.found.findIndex((hypothesis) => hypothesis.score === this.worst),
        1,
      );
    }
  }

  /** Whether no beam can become better than the worst of these. */
  isDone(bestSum: number, length: number): boolean {
    const { early_stopping, length_penalty, max_length } = this.config;
    if (this.found.length < this.size) return false;
    if (early_stopping === true) return true;
    const reached = early_stopping === 'never' && length_penalty > 0 ? max_length : length;
    return this.worst >= bestSum / (reached - this.promptLength) ** length_penalty;
  }

  private get worst(): number {
    return Math.min(...this.found.map(({ score }) => score));
  }
}

/**
 * The best sequences of each prompt: an end-of-sequence token behind those that are shorter than the longest or than
 * `max_length`, then padding.
 */
export function finalize(
  items: readonly (readonly Hypothesis[])[],
  config: PreparedGenerationConfig,
  padTokenId: number,
): SearchResult {
  const best = items.flatMap((hypotheses) =>
    // Of equal ones the later comes first, as Python takes them from the end of a sorted list.
    [...hypotheses]
      .sort((a, b) => a.score - b.score)
      .reverse()
      .slice(0, config.num_return_sequences),
  );
  const longest = best.reduce((length, { sequence }) => Math.max(length, sequence.length), 0);
  const length = Math.min(longest + 1, config.max_length);
  const [eos] = config.eos_token_id;
  return {
    sequences: best.map(({ sequence }) => {
      const row = new Int32Array(length).fill(padTokenId);
      row.set(sequence);
      if (sequence.length < length) row[sequence.length] = eos ?? padTokenId;
      return row;
    }),
    sequencesScores: best.map(({ score }) => score),
  };
}
