/**
 * Beam search, and beam sampling: of each prompt the best `num_beams` beginnings are continued at once. Follows
 * `_beam_search` of transformers 5 (https://huggingface.co/docs/transformers/generation_strategies).
 */
import { logSoftmaxInPlace } from '../processors/selection.js';
import { sampleWithoutReplacement } from '../sampling/sample.js';
import type { Random } from '../sampling/random.js';
import type { StoppingCriterion } from '../stopping/stopping-criteria.js';
import { BestCandidates, type Candidate } from './candidates.js';
import { ScoreLog } from './score-log.js';
import { capacity, type SearchContext, type SearchResult, type SearchStep } from './search.js';
import { SequenceRows } from './sequence-rows.js';

/** The score of what is not there, so low that everything else is better. */
const NOTHING = -1e9;

interface Finished {
  readonly score: number;
  readonly sequence: Int32Array;
  /** The row that each new token was appended to. */
  readonly beamIndices: Int32Array;
}

export async function* beamSearch(
  context: SearchContext,
): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, signal } = context;
  const beams = config.num_beams;
  const promptLength = padded[0].length;
  const log = new ScoreLog(config, prompts.length * beams, model.vocabSize);
  const items = prompts.map((_, i) => new BeamItem(context, i));
  const state = await model.start({ prompts, copies: beams, capacity: capacity(context), signal });
  try {
    let length = promptLength;
    let active = items;
    while (true) {
      log.next();
      active.forEach((item, i) => {
        item.begin();
        for (let beam = 0; beam < beams; beam++) {
          const row = item.index * beams + beam;
          const scores = state.logits(i * beams + beam);
          log.keepLogits(row, scores);
          logSoftmaxInPlace(scores);
          processors.process(item.row(beam, length), scores, row);
          log.keepScores(row, scores);
          item.consider(beam, scores);
        }
        item.choose(length);
      });
      length++;
      const next = active.filter((item) => item.isOpen);
      yield {
        length,
        rows: next.flatMap((item) => item.parents.map((_, beam) => item.index * beams + beam)),
        tokens: next.flatMap((item) => item.tokens),
        parents: next.flatMap((item) => item.parents.map((parent) => item.index * beams + parent)),
      };
      if (next.length === 0) break;
      state.reorder(
        next.flatMap((item) => item.parents.map((parent) => active.indexOf(item) * beams + parent)),
      );
      active = next;
      await state.step(
        active.flatMap((item) => item.tokens),
        signal,
      );
    }
    return { ...collect(items, context), ...log.kept };
  } finally {
    state.dispose();
  }
}

/** The best sequences of every prompt, cut to the longest. */
function collect(items: readonly BeamItem[], { config, padTokenId }: SearchContext): SearchResult {
  const best = items.flatMap((item) => item.finished.slice(0, config.num_return_sequences));
  const longest = best.reduce((length, { sequence }) => Math.max(length, sequence.length), 0);
  const steps = best.reduce((count, { beamIndices }) => Math.max(count, beamIndices.length), 0);
  // In Python a pad id of 0 counts as none here.
  const filler = config.eos_token_id.length > 0 ? padTokenId || config.eos_token_id[0] : -1;
  return {
    sequences: best.map(({ sequence }) => filled(sequence, longest, filler)),
    sequencesScores: best.map(({ score }) => score),
    beamIndices: best.map(({ beamIndices }) => filled(beamIndices, steps, -1)),
  };
}

function filled(values: Int32Array, length: number, filler: number): Int32Array {
  const result = new Int32Array(length).fill(filler);
  result.set(values);
  return result;
}

/** The beams of one prompt. */
class BeamItem {
  /** Complete sequences, the best first; at most as many as beams. */
  finished: Finished[] = [];
  /** Whether beams may still become one of the best. */
  isOpen = true;
  /** The beams that are continued, and with which tokens. */
  parents: number[] = [];
  tokens: number[] = [];

  private readonly beams: number;
  private readonly promptLength: number;
  private readonly stopping: StoppingCriterion;
  private readonly random: Random;
  /** Candidates of a step: so many that enough are left if some end there. */
  private readonly keep: number;
  private sequences: SequenceRows;
  private spare: SequenceRows;
  /** The first beam begins alone: the others would find the same. */
  private scores: number[];
  private history: number[][];
  private candidates = new BestCandidates(0);
  private readonly all?: Float32Array;

  constructor(
    private readonly context: SearchContext,
    readonly index: number,
  ) {
    const { config, padded, model } = context;
    this.beams = config.num_beams;
    this.promptLength = padded[index].length;
    this.stopping = context.stopping;
    this.random = context.randoms[index];
    this.keep = Math.max(2, 1 + config.eos_token_id.length) * this.beams;
    this.sequences = new SequenceRows([padded[index]], this.beams, config.max_length);
    this.spare = new SequenceRows([padded[index]], this.beams, config.max_length);
    this.scores = Array.from({ length: this.beams }, (_, beam) => (beam === 0 ? 0 : NOTHING));
    this.history = Array.from({ length: this.beams }, () => []);
    if (config.do_sample) this.all = new Float32Array(this.beams * model.vocabSize);
  }

  row(beam: number, length: number): Int32Array {
    return this.sequences.row(beam, length);
  }

  /** A step begins. */
  begin(): void {
    this.candidates = new BestCandidates(this.keep);
  }

  consider(beam: number, scores: Float32Array): void {
    if (!this.all) this.candidates.add(beam, scores, this.scores[beam]);
    else {
      const offset = beam * scores.length;
      for (let i = 0; i < scores.length; i++) this.all[offset + i] = scores[i] + this.scores[beam];
    }
  }

  /** Takes the best candidates: those that end are finished, the others are the next beams. */
  choose(length: number): void {
    const candidates = this.all ? this.draw(this.all) : this.candidates.best;
    const row = this.index * this.beams;
    const ends = candidates.map(({ beam, token }) => {
      this.sequences.set(beam, length, token);
      return this.stopping.isDone(this.sequences.row(beam, length + 1), undefined, row + beam);
    });
    // The candidates behind the first ones are there to go on with, not to end.
    candidates.forEach((candidate, rank) => {
      if (ends[rank] && rank < this.beams) this.finish(candidate, length);
    });
    const next = candidates.map((candidate, rank) =>
      ends[rank] ? { ...candidate, score: candidate.score + NOTHING } : candidate,
    );
    next.sort((a, b) => b.score - a.score);
    this.advance(next.slice(0, this.beams), length);
    this.isOpen = ends.includes(false) && this.canImprove(length + 1);
  }

  private draw(scores: Float32Array): Candidate[] {
    const vocabulary = scores.length / this.beams;
    return sampleWithoutReplacement(scores, this.keep, this.random).map((index) => ({
      beam: Math.floor(index / vocabulary),
      token: index % vocabulary,
      score: scores[index],
    }));
  }

  private finish({ beam, token, score: sum }: Candidate, length: number): void {
    const { length_penalty } = this.context.config;
    const score = Math.fround(sum / (length + 1 - this.promptLength) ** length_penalty);
    const place = this.finished.findIndex((other) => other.score < score);
    if (place < 0 && this.finished.length === this.beams) return;
    const sequence = this.sequences.row(beam, length + 1).slice();
    sequence[length] = token;
    const beamIndices = Int32Array.of(...this.history[beam], this.index * this.beams + beam);
    this.finished.splice(place < 0 ? this.finished.length : place, 0, { score, sequence, beamIndices });
    if (this.finished.length > this.beams) this.finished.pop();
  }

  private advance(candidates: readonly Candidate[], length: number): void {
    candidates.forEach(({ beam, token }, next) => {
      this.spare.copyFrom(this.sequences, beam, next, length);
      this.spare.set(next, length, token);
    });
    [this.sequences, this.spare] = [this.spare, this.sequences];
    this.scores = candidates.map(({ score }) => score);
    this.history = candidates.map(({ beam }) => [...this.history[beam], this.index * this.beams + beam]);
    this.parents = candidates.map(({ beam }) => beam);
    this.tokens = candidates.map(({ token }) => token);
  }

  /** Whether the best beam could become better than the worst sequence that is finished. */
  private canImprove(length: number): boolean {
    const { early_stopping, length_penalty, max_length } = this.context.config;
    if (this.finished.length < this.beams) return true;
    if (early_stopping === true) return false;
    const reached = early_stopping === 'never' && length_penalty > 0 ? max_length : length;
    const best = this.scores[0] / (reached - this.promptLength) ** length_penalty;
    return best > this.finished[this.beams - 1].score;
  }
}
