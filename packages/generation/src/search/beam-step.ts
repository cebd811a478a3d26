import type { Candidate } from './candidates.js';

/** The candidates of a step, parted as `BeamSearchScorer` of transformers 4 does. */
export interface BeamStep {
  /** Those that go on, as many as beams. */
  readonly next: readonly Candidate[];
  /** Those among the best that end here. */
  readonly ended: readonly Candidate[];
}

/** Parts candidates, the best first, into those that end and those that go on. */
export function partCandidates(
  candidates: readonly Candidate[],
  beams: number,
  eos: readonly number[],
): BeamStep {
  const next: Candidate[] = [];
  const ended: Candidate[] = [];
  for (const [rank, candidate] of candidates.entries()) {
    if (!eos.includes(candidate.token)) next.push(candidate);
    else if (rank < beams) ended.push(candidate);
    if (next.length === beams) break;
  }
  return { next, ended };
}
