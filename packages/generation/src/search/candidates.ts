/** A token that a beam may go on with. */
export interface Candidate {
  /** Which beam of its prompt. */
  readonly beam: number;
  readonly token: number;
  /** Sum of log-probabilities, as processors changed them. */
  readonly score: number;
}

/** The `count` best of all candidates, the best first; of equal ones those of earlier beams, then of lower ids. */
export class BestCandidates {
  readonly best: Candidate[] = [];

  constructor(private readonly count: number) {}

  /** @param scores of every token after `beam`; `before` is what the beam has already */
  add(beam: number, scores: Float32Array, before: number): void {
    const { best, count } = this;
    let least = best.length < count ? -Infinity : best[count - 1].score;
    for (let token = 0; token < scores.length; token++) {
      const score = Math.fround(scores[token] + before);
      // Impossible tokens count, too, as long as there are too few possible ones.
      if (best.length === count && !(score > least)) continue;
      let place = best.length;
      while (place > 0 && best[place - 1].score < score) place--;
      best.splice(place, 0, { beam, token, score });
      if (best.length > count) best.pop();
      if (best.length === count) least = best[count - 1].score;
    }
  }
}
