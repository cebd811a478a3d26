import type { LogitsProcessor } from './logits-processor.js';
import { requirePositive } from './checks.js';

/** The tokens that earlier groups of the same prompt have chosen in this step. */
export type ChosenByEarlierGroups = (row: number) => ArrayLike<number>;

/** Diverse beam search (https://arxiv.org/abs/1610.02424): a token costs as often as earlier groups chose it. */
export class HammingDiversityLogitsProcessor implements LogitsProcessor {
  constructor(
    readonly diversityPenalty: number,
    readonly chosen: ChosenByEarlierGroups,
  ) {
    requirePositive('diversity_penalty', diversityPenalty);
  }

  process(_sequence: Int32Array, scores: Float32Array, row: number): void {
    const chosen = this.chosen(row);
    for (let i = 0; i < chosen.length; i++) scores[chosen[i]] -= this.diversityPenalty;
  }
}
