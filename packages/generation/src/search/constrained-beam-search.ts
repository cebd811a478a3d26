/**
 * Constrained beam search (https://arxiv.org/abs/1804.06609): beams are led to contain given phrases. Follows
 * `_constrained_beam_search` of transformers 4.
 */
import { logSoftmaxInPlace } from '../processors/selection.js';
import { partCandidates } from './beam-step.js';
import { BestCandidates, type Candidate } from './candidates.js';
import { ConstraintProgress, type Constraint } from './constraints.js';
import { finalize, Hypotheses } from './hypotheses.js';
import { ScoreLog } from './score-log.js';
import { capacity, type Search, type SearchContext, type SearchResult, type SearchStep } from './search.js';
import { SequenceRows } from './sequence-rows.js';

export function constrainedBeamSearch(constraints: readonly Constraint[]): Search {
  return (context) => search(context, constraints);
}

async function* search(
  context: SearchContext,
  constraints: readonly Constraint[],
): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, stopping, padTokenId, signal } = context;
  const { num_beams: beams, eos_token_id: eos } = config;
  const total = prompts.length * beams;
  const promptLength = padded[0].length;
  const rows = Int32Array.from({ length: total }, (_, row) => row);
  const log = new ScoreLog(config, total, model.vocabSize);
  const hypotheses = prompts.map(() => new Hypotheses(beams, config, promptLength));
  const isDone = prompts.map(() => false);
  let sequences = new SequenceRows(padded, beams, config.max_length);
  let spare = new SequenceRows(padded, beams, config.max_length);
  const sums = Float64Array.from(rows, (row) => (row % beams === 0 ? 0 : -1e9));
  const fulfils = (sequence: Int32Array): boolean => ConstraintProgress.of(constraints, sequence).isComplete;
  const state = await model.start({ prompts, copies: beams, capacity: capacity(context), signal });
  try {
    let length = promptLength;
    while (true) {
      log.next();
      const parents = rows.slice();
      const tokens = new Int32Array(total).fill(padTokenId);
      for (let item = 0; item < prompts.length; item++) {
        if (isDone[item]) continue;
        for (const [i, candidate] of step(item).entries()) {
          const row = item * beams + i;
          [parents[row], tokens[row], sums[row]] = [candidate.beam, candidate.token, candidate.score];
        }
      }
      for (const row of rows) {
        spare.copyFrom(sequences, parents[row], row, length);
        spare.set(row, length, tokens[row]);
      }
      [sequences, spare] = [spare, sequences];
      length++;
      yield { length, rows, tokens, parents };
      const isOver = rows.every((row) => stopping.isDone(sequences.row(row, length), undefined, row));
      if (isDone.every(Boolean) || isOver) break;
      state.reorder(parents);
      await state.step(tokens, signal);
    }
    hypotheses.forEach((found, item) => {
      if (!isDone[item]) finish(found, item);
    });
    const items = hypotheses.map(({ found }) => found);
    return { ...finalize(items, config, padTokenId), ...log.kept };

    function step(item: number): readonly Candidate[] {
      const candidates = new BestCandidates(Math.max(2, 1 + eos.length) * beams);
      const all: Float32Array[] = [];
      for (let row = item * beams; row < (item + 1) * beams; row++) {
        const scores = state.logits(row);
        log.keepLogits(row, scores);
        logSoftmaxInPlace(scores);
        processors.process(sequences.row(row, length), scores, row);
        log.keepScores(row, scores);
        candidates.add(row, scores, sums[row]);
        all.push(scores);
      }
      const { next, ended } = partCandidates(candidates.best, beams, eos);
      for (const { beam, score } of ended) {
        const sequence = sequences.row(beam, length);
        if (fulfils(sequence)) hypotheses[item].add(sequence, score, length + 1);
      }
      isDone[item] = hypotheses[item].isDone(candidates.best[0].score, length + 1);
      return led(next, item, all);
    }

    /** Adds candidates that bring a beam further, and takes the best of those that are equally far, in turns. */
    function led(next: readonly Candidate[], item: number, all: readonly Float32Array[]): Candidate[] {
      const candidates = [...next];
      const progress = next.map(({ beam, token }) => {
        const far = ConstraintProgress.of(constraints, sequences.row(beam, length));
        far.add(token);
        return far;
      });
      const known = new Set(next.map(({ beam, token }) => `${sequences.row(beam, length)},${token}`));
      all.forEach((scores, i) => {
        const beam = item * beams + i;
        const sequence = sequences.row(beam, length);
        const far = ConstraintProgress.of(constraints, sequence);
        if (far.isComplete) return;
        for (const token of far.next()) {
          const key = `${sequence},${token}`;
          if (known.has(key)) continue;
          known.add(key);
          const further = ConstraintProgress.of(constraints, sequence);
          further.add(token);
          progress.push(further);
          candidates.push({ beam, token, score: Math.fround(scores[token] + sums[beam]) });
        }
      });
      if (candidates.length === next.length) return candidates;
      const banks = progress.map(({ bank }) => bank);
      const order = [...candidates.keys()].sort(
        (a, b) => banks[b] * 100 + candidates[b].score - (banks[a] * 100 + candidates[a].score),
      );
      const seen = new Map<number, number>();
      const turn = new Map(
        order.map((i) => {
          const count = seen.get(banks[i]) ?? 0;
          seen.set(banks[i], count + 1);
          return [i, count];
        }),
      );
      return order
        .sort((a, b) => turn.get(a)! - turn.get(b)!)
        .slice(0, beams)
        .map((i) => candidates[i]);
    }

    /** Beams that are still open when it ends; those that lack something only if there are too few others. */
    function finish(found: Hypotheses, item: number): void {
      const open = [...rows.subarray(item * beams, (item + 1) * beams)];
      const complete = open.filter((row) => fulfils(sequences.row(row, length)));
      const lacking = open.filter((row) => !complete.includes(row));
      const taken = complete.length < config.num_return_sequences ? [...complete, ...lacking] : complete;
      for (const row of taken) found.add(sequences.row(row, length), sums[row], length);
    }
  } finally {
    state.dispose();
  }
}
