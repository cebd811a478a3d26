import { checkCount } from '@automodel/core';
import type { LogitsProcessor } from './logits-processor.js';
import { requirePositive } from './checks.js';

/**
 * Divides the positive scores of tokens that the row has already, and multiplies the negative ones
 * (https://arxiv.org/abs/1909.05858). The prompt counts, and so does its padding.
 */
export class RepetitionPenaltyLogitsProcessor implements LogitsProcessor {
  readonly #penalizer: Penalizer;

  /** @param promptIgnoreLength how many tokens at the beginning do not count */
  constructor(
    readonly penalty: number,
    readonly promptIgnoreLength = 0,
  ) {
    requirePositive('repetition_penalty', penalty);
    checkCount('prompt_ignore_length', promptIgnoreLength, 0);
    this.#penalizer = new Penalizer(penalty);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    this.#penalizer.apply(scores, sequence, this.promptIgnoreLength);
  }
}

/** Favours the tokens of the prompt (or of the encoder's input): the same with the reciprocal penalty. */
export class EncoderRepetitionPenaltyLogitsProcessor implements LogitsProcessor {
  readonly #penalizer: Penalizer;

  constructor(
    penalty: number,
    readonly inputIds: readonly Int32Array[],
    readonly rowsPerPrompt = 1,
  ) {
    requirePositive('encoder_repetition_penalty', penalty);
    this.#penalizer = new Penalizer(1 / penalty);
  }

  process(_sequence: Int32Array, scores: Float32Array, row: number): void {
    this.#penalizer.apply(scores, this.inputIds[Math.floor(row / this.rowsPerPrompt)], 0);
  }
}

/** Changes the score of each of some tokens once, however often a list has it. */
class Penalizer {
  /** For each token in which call it was met last. */
  #met = new Uint32Array(0);
  #call = 0;

  constructor(readonly penalty: number) {}

  apply(scores: Float32Array, ids: Int32Array, from: number): void {
    if (this.#met.length !== scores.length || this.#call === 0xffffffff) {
      this.#met = new Uint32Array(scores.length);
      this.#call = 0;
    }
    const met = this.#met;
    const call = ++this.#call;
    for (let i = from; i < ids.length; i++) {
      const id = ids[i];
      // Placeholders of images, say, lie beyond the vocabulary.
      if (id >= scores.length || met[id] === call) continue;
      met[id] = call;
      scores[id] = scores[id] < 0 ? scores[id] * this.penalty : scores[id] / this.penalty;
    }
  }
}

/** No sequence of `size` tokens occurs twice. */
export class NoRepeatNGramLogitsProcessor implements LogitsProcessor {
  constructor(readonly size: number) {
    checkCount('no_repeat_ngram_size', size, 1);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    banContinuations(scores, sequence, sequence, this.size);
  }
}

/** No sequence of `size` tokens of the prompt (or of the encoder's input) occurs again. */
export class EncoderNoRepeatNGramLogitsProcessor implements LogitsProcessor {
  constructor(
    readonly size: number,
    readonly inputIds: readonly Int32Array[],
    readonly rowsPerPrompt = 1,
  ) {
    checkCount('encoder_no_repeat_ngram_size', size, 1);
  }

  process(sequence: Int32Array, scores: Float32Array, row: number): void {
    banContinuations(scores, sequence, this.inputIds[Math.floor(row / this.rowsPerPrompt)], this.size);
  }
}

/** Bans what follows the last `size - 1` tokens of `sequence` wherever they are in `text`. */
function banContinuations(scores: Float32Array, sequence: Int32Array, text: Int32Array, size: number): void {
  const prefix = size - 1;
  const start = sequence.length - prefix;
  if (start < 0) return;
  for (let end = prefix; end < text.length; end++) {
    let i = prefix;
    while (i > 0 && text[end - i] === sequence[start + prefix - i]) i--;
    if (i === 0) scores[text[end]] = -Infinity;
  }
}
