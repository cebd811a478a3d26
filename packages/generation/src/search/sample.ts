import { NO_TOKEN_IS_POSSIBLE, NonFiniteLogitsError } from '../processors/scaling.js';
import { sampleToken } from '../sampling/sample.js';
import { capacity, type SearchContext, type SearchResult, type SearchStep } from './search.js';
import { ScoreLog } from './score-log.js';
import { SequenceRows } from './sequence-rows.js';

/**
 * One token after the other: the likeliest (greedy search), or with `do_sample` one drawn by its probability. Rows that
 * are complete are not computed any more.
 */
export async function* sample(context: SearchContext): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, stopping, randoms, signal } = context;
  const copies = config.num_return_sequences;
  const total = prompts.length * copies;
  const sequences = new SequenceRows(padded, copies, config.max_length);
  const log = new ScoreLog(config, total, model.vocabSize);
  const state = await model.start({ prompts, copies, capacity: capacity(context), signal });
  try {
    let length = padded[0].length;
    const ends = new Int32Array(total);
    let rows = Int32Array.from({ length: total }, (_, row) => row);
    let tokens = new Int32Array(total);
    while (true) {
      log.next();
      let going = 0;
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        const scores = state.logits(i);
        log.keepLogits(row, scores);
        processors.process(sequences.row(row, length), scores, row);
        log.keepScores(row, scores);
        tokens[i] = config.do_sample
          ? sampleToken(scores, randoms[Math.floor(row / copies)])
          : argmax(scores);
        sequences.set(row, length, tokens[i]);
        if (stopping.isDone(sequences.row(row, length + 1), scores, row)) ends[row] = length + 1;
        else going++;
      }
      length++;
      yield { length, rows, tokens };
      if (going === 0) break;
      if (going < rows.length) {
        const kept = Int32Array.from(rows.keys()).filter((i) => ends[rows[i]] === 0);
        state.reorder(kept);
        tokens = kept.map((i) => tokens[i]);
        rows = kept.map((i) => rows[i]);
      }
      await state.step(tokens, signal);
    }
    const found = Array.from(ends, (end, row) => {
      const sequence = sequences.row(row, length).slice();
      return sequence.fill(context.padTokenId, end);
    });
    return { sequences: found, ...log.kept };
  } finally {
    state.dispose();
  }
}

/**
 * Index of the largest score, the first of equals.
 *
 * @throws NonFiniteLogitsError if no token is possible
 */
export function argmax(scores: Float32Array): number {
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
  if (scores[best] > -Infinity) return best;
  throw new NonFiniteLogitsError(NO_TOKEN_IS_POSSIBLE);
}
