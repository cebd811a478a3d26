import type { LogitsProcessor } from './logits-processor.js';
import { requirePositive } from './checks.js';

/** The tokens that earlier groups of the same prompt have chosen in this step. */
export type ChosenByEarlierGroups = (row: number) => Iterable<number>;

/** Diverse beam search (https://arxiv.org/abs/1610.02424): a token costs as often as earlier groups chose it. */
export class HammingDiversityLogitsProcessor implements LogitsProcessor {
  constructor(
    readonly diversityPenalty: number,
    readonly chosen: ChosenByEarlierGroups,
  ) {
    requirePositive('diversity_penalty', diversityPenalty);
  }

  process(_sequence: Int32Array, scores: Float32Array, row: number): void {
    for (const id of this.chosen(row)) scores[id] -= this.diversityPenalty;
  }
}
