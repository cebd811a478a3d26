/**
 * Contrastive search (https://arxiv.org/abs/2202.06417): of the `top_k` likeliest tokens the one that is likely and whose
 * hidden state is unlike those before it.
 */
import { topIndices } from '@automodel/core';
import { normalizer } from '../processors/selection.js';
import { capacity, type SearchContext, type SearchResult, type SearchStep } from './search.js';
import { ScoreLog } from './score-log.js';
import { SequenceRows } from './sequence-rows.js';

export async function* contrastiveSearch(
  context: SearchContext,
): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, stopping, padTokenId, signal } = context;
  const { top_k: k, penalty_alpha: alpha = 0 } = config;
  const total = prompts.length;
  const sequences = new SequenceRows(padded, 1, config.max_length);
  const log = new ScoreLog(config, total, model.vocabSize);
  const state = await model.start({
    prompts,
    copies: k,
    capacity: capacity(context),
    hiddenStates: true,
    signal,
  });
  try {
    let length = padded[0].length;
    const ends = new Int32Array(total);
    let rows = Int32Array.from({ length: total }, (_, row) => row);
    const contexts = prompts.map((prompt, row) =>
      HiddenContext.of(state.promptHidden(row * k), prompt.length),
    );
    let scores = prompts.map((_, row) => state.logits(row * k).slice());
    while (true) {
      log.next();
      const candidates = new Int32Array(rows.length * k);
      const probabilities = new Float32Array(rows.length * k);
      rows.forEach((row, i) => {
        log.keepLogits(row, scores[i]);
        processors.process(sequences.row(row, length), scores[i], row);
        log.keepScores(row, scores[i]);
        const best = topIndices(scores[i], k);
        candidates.set(best, i * k);
        probabilities.set(softmaxAt(scores[i], best), i * k);
      });
      await state.step(candidates, signal);
      const chosen = Int32Array.from(rows, (row, i) => {
        let best = i * k;
        let bestScore = -Infinity;
        for (let candidate = i * k; candidate < (i + 1) * k; candidate++) {
          const likeness = contexts[row].likeness(state.hidden(candidate));
          const score = (1 - alpha) * probabilities[candidate] - alpha * likeness;
          if (score > bestScore) [best, bestScore] = [candidate, score];
        }
        return best;
      });
      const tokens = chosen.map((candidate) => candidates[candidate]);
      rows.forEach((row, i) => {
        sequences.set(row, length, tokens[i]);
        contexts[row].add(state.hidden(chosen[i]));
        if (stopping.isDone(sequences.row(row, length + 1), scores[i], row)) ends[row] = length + 1;
      });
      length++;
      yield { length, rows, tokens };
      const kept = Int32Array.from(rows.keys()).filter((i) => ends[rows[i]] === 0);
      if (kept.length === 0) break;
      scores = Array.from(kept, (i) => state.logits(chosen[i]).slice());
      state.reorder(Array.from(kept).flatMap((i) => new Array<number>(k).fill(chosen[i])));
      rows = kept.map((i) => rows[i]);
    }
    const found = Array.from(ends, (end, row) => sequences.row(row, length).slice().fill(padTokenId, end));
    return { sequences: found, ...log.kept };
  } finally {
    state.dispose();
  }
}

/** Probabilities of some tokens among all. */
function softmaxAt(scores: Float32Array, tokens: ArrayLike<number>): number[] {
  const { largest, sum } = normalizer(scores);
  return Array.from(tokens, (token) => Math.exp(scores[token] - largest) / sum);
}

/** Directions of the hidden states of a row. */
class HiddenContext {
  private readonly directions: Float32Array[] = [];

  static of(states: Float32Array, count: number): HiddenContext {
    const context = new HiddenContext();
    const size = states.length / count;
    for (let i = 0; i < count; i++) context.add(states.subarray(i * size, (i + 1) * size));
    return context;
  }

  add(state: Float32Array): void {
    const length = norm(state);
    this.directions.push(state.map((value) => value / length));
  }

  /** The cosine of the state that is most like another one. */
  likeness(state: Float32Array): number {
    let largest = -Infinity;
    for (const direction of this.directions) {
      let sum = 0;
      for (let i = 0; i < state.length; i++) sum += direction[i] * state[i];
      if (sum > largest) largest = sum;
    }
    return largest / norm(state);
  }
}

function norm(state: Float32Array): number {
  let sum = 0;
  for (const value of state) sum += value * value;
  return Math.sqrt(sum);
}
