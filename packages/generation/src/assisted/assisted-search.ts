/**
 * Assisted generation (https://arxiv.org/abs/2211.17192): guessed tokens are checked all at once, and taken as long as
 * they are what the model would have said, or, where tokens are sampled, as often as it would have drawn them.
 */
import { softmax } from '@automodel/core';
import { sampleIndex, sampleToken } from '../sampling/sample.js';
import {
  capacity,
  type Search,
  type SearchContext,
  type SearchResult,
  type SearchStep,
} from '../search/search.js';
import { argmax } from '../search/sample.js';
import { ScoreLog } from '../search/score-log.js';
import { SequenceRows } from '../search/sequence-rows.js';
import type { Draft, DraftSource } from './drafts.js';

export function assistedSearch(source: DraftSource): Search {
  return (context) => search(context, source);
}

async function* search(
  context: SearchContext,
  source: DraftSource,
): AsyncGenerator<SearchStep, SearchResult, undefined> {
  const { model, prompts, padded, config, processors, stopping, randoms, signal } = context;
  const padding = padded[0].length - prompts[0].length;
  const sequences = new SequenceRows(padded, 1, config.max_length);
  const log = new ScoreLog(config, 1, model.vocabSize);
  const state = await model.start({ prompts, copies: 1, capacity: capacity(context), signal });
  try {
    let length = padded[0].length;
    let isDone = false;
    // Scores after what is computed; then of the last token, whose scores are not there yet, and of each guessed one.
    let scores: readonly Float32Array[] = [state.logits(0)];
    let draft: Draft = { tokens: [] };
    while (true) {
      let accepted = 0;
      while (!isDone) {
        log.next();
        log.keepLogits(0, scores[accepted]);
        processors.process(sequences.row(0, length), scores[accepted], 0);
        log.keepScores(0, scores[accepted]);
        const { token, isAccepted } = choose(scores[accepted], draft, accepted);
        sequences.set(0, length, token);
        length++;
        isDone = stopping.isDone(sequences.row(0, length), scores[accepted], 0);
        yield { length, rows: [0], tokens: [token] };
        if (!isAccepted) break;
        accepted++;
      }
      source.learn(accepted, draft.tokens.length);
      if (isDone) break;
      // The last token was not computed: it is neither in the cache, nor are guesses behind it of use.
      state.crop(length - 1 - padding);
      const row = sequences.row(0, length).subarray(padding);
      draft = await source.propose(row, config.max_length - length - 1);
      scores = await state.extend([row[row.length - 1], ...draft.tokens], signal);
    }
    return { sequences: [sequences.row(0, length).slice()], ...log.kept };
  } finally {
    source.dispose();
    state.dispose();
  }

  /** The next token, and whether it is the guessed one. */
  function choose(
    scores: Float32Array,
    { tokens, probabilities }: Draft,
    place: number,
  ): {
    token: number;
    isAccepted: boolean;
  } {
    const guess = tokens.at(place);
    if (guess === undefined || !probabilities || !config.do_sample) {
      const token = config.do_sample ? sampleToken(scores, randoms[0]) : argmax(scores);
      return { token, isAccepted: token === guess };
    }
    const own = softmax(scores);
    const drawn = probabilities[place];
    if (randoms[0].next() * drawn[guess] <= own[guess]) return { token: guess, isAccepted: true };
    // What the model would have drawn more often than the assistant did.
    const rest = own.map((probability, i) => Math.max(0, probability - drawn[i]));
    const isEmpty = rest.every((probability) => probability === 0);
    return { token: sampleIndex(isEmpty ? own : rest, randoms[0]), isAccepted: false };
  }
}
