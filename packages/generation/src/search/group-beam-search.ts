/**
 * Diverse beam search (https://arxiv.org/abs/1610.02424): groups of beams take their turns in a step, and a token costs as
 * often as earlier groups chose it. Follows `_group_beam_search` of transformers 4.
 */
import { logSoftmaxInPlace } from '../processors/selection.js';
import { partCandidates } from './beam-step.js';
import { BestCandidates, type Candidate } from './candidates.js';
import { finalize, Hypotheses } from './hypotheses.js';
import { ScoreLog } from './score-log.js';
import { capacity, type Search, type SearchContext, type SearchResult, type SearchStep } from './search.js';
import { SequenceRows } from './sequence-rows.js';

/** What groups chose in the present step, for the processor that makes it costly. */
export class GroupChoices {
  private readonly chosen: Int32Array;
  private group = 0;

  constructor(
    prompts: number,
    private readonly beams: number,
    private readonly groupSize: number,
  ) {
    this.chosen = new Int32Array(prompts * beams);
  }

  /** The tokens that earlier groups of a row's prompt chose. */
  readonly before = (row: number): Int32Array => {
    const first = Math.floor(row / this.beams) * this.beams;
    return this.chosen.subarray(first, first + this.group * this.groupSize);
  };

  begin(group: number): void {
    this.group = group;
  }

  choose(row: number, token: number): void {
    this.chosen[row] = token;
  }

  token(row: number): number {
    return this.chosen[row];
  }
}

/** One group of one prompt. */
interface Group {
  /** Its first row. */
  readonly first: number;
  readonly hypotheses: Hypotheses;
  isDone: boolean;
}

export function groupBeamSearch(choices: GroupChoices): Search {
  return (context) => search(context, choices);
}

async function* search(
  context: SearchContext,
  choices: GroupChoices,
): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, stopping, padTokenId, signal } = context;
  const { num_beams: beams, num_beam_groups: groupCount, eos_token_id: eos } = config;
  const size = beams / groupCount;
  const total = prompts.length * beams;
  const promptLength = padded[0].length;
  const log = new ScoreLog(config, total, model.vocabSize);
  const rows = Int32Array.from({ length: total }, (_, row) => row);
  const groups: Group[] = Array.from({ length: prompts.length * groupCount }, (_, i) => ({
    first: i * size,
    hypotheses: new Hypotheses(size, config, promptLength),
    isDone: false,
  }));
  let sequences = new SequenceRows(padded, beams, config.max_length);
  let spare = new SequenceRows(padded, beams, config.max_length);
  const sums = Float64Array.from(rows, (row) => (row % size === 0 ? 0 : -1e9));
  const state = await model.start({ prompts, copies: beams, capacity: capacity(context), signal });
  try {
    let length = promptLength;
    while (true) {
      log.next();
      const parents = rows.slice();
      const tokens = new Int32Array(total).fill(padTokenId);
      for (let turn = 0; turn < groupCount; turn++) {
        choices.begin(turn);
        for (let item = 0; item < prompts.length; item++) {
          const group = groups[item * groupCount + turn];
          const keep = Math.max(2, 1 + eos.length) * size;
          const next = group.isDone ? [] : step(group, keep);
          for (let i = 0; i < size; i++) {
            const row = group.first + i;
            if (next[i]) {
              [parents[row], tokens[row], sums[row]] = [next[i].beam, next[i].token, next[i].score];
            }
            choices.choose(row, tokens[row]);
          }
        }
      }
      for (const row of rows) {
        spare.copyFrom(sequences, parents[row], row, length);
        spare.set(row, length, tokens[row]);
      }
      [sequences, spare] = [spare, sequences];
      length++;
      yield { length, rows, tokens, parents };
      // Rows end among the candidates; what is asked here is whether time or length is over.
      const isOver = rows.every((row) => stopping.isDone(sequences.row(row, length), undefined, row));
      if (groups.every(({ isDone }) => isDone) || isOver) break;
      state.reorder(parents);
      await state.step(tokens, signal);
    }
    for (const { first, hypotheses, isDone } of groups) {
      if (isDone) continue;
      for (let row = first; row < first + size; row++) {
        hypotheses.add(sequences.row(row, length), sums[row], length);
      }
    }
    const items = prompts.map((_, item) =>
      groups.slice(item * groupCount, (item + 1) * groupCount).flatMap(({ hypotheses }) => hypotheses.found),
    );
    return { ...finalize(items, config, padTokenId), ...log.kept };

    /** The beams of a group that go on; those that end are kept as hypotheses. */
    function step(group: Group, keep: number): readonly Candidate[] {
      const candidates = new BestCandidates(keep);
      for (let row = group.first; row < group.first + size; row++) {
        const scores = state.logits(row);
        log.keepLogits(row, scores);
        logSoftmaxInPlace(scores);
        processors.process(sequences.row(row, length), scores, row);
        log.keepScores(row, scores);
        candidates.add(row, scores, sums[row]);
      }
      const { next, ended } = partCandidates(candidates.best, size, eos);
      for (const { beam, score } of ended) {
        group.hypotheses.add(sequences.row(beam, length), score, length + 1);
      }
      group.isDone = group.hypotheses.isDone(candidates.best[0].score, length + 1);
      return next;
    }
  } finally {
    state.dispose();
  }
}
