import { InvalidArgumentError } from '@automodel/core';
import type { SequenceBias } from '../config/generation-config.js';
import type { LogitsProcessor } from './logits-processor.js';
import { requireTokens } from './checks.js';
import { setTokens } from './length.js';

/** Adds to the score of a token where others precede it. */
export class SequenceBiasLogitsProcessor implements LogitsProcessor {
  readonly #biases: readonly SequenceBias[];

  /**
   * @param sequenceBias if a sequence is there twice, the last bias counts
   * @throws InvalidArgumentError if a token is none, or beyond the vocabulary
   */
  constructor(sequenceBias: readonly SequenceBias[], vocabSize: number, option = 'sequence_bias') {
    if (!Array.isArray(sequenceBias) || sequenceBias.length === 0) {
      throw new InvalidArgumentError(`${option} must be a list with at least one entry`);
    }
    const distinct = new Map<string, SequenceBias>();
    for (const entry of sequenceBias as readonly SequenceBias[]) {
      const [tokens, bias] = entry;
      requireTokens(option, tokens);
      if (tokens.length === 0 || typeof bias !== 'number' || Number.isNaN(bias)) {
        throw new InvalidArgumentError(
          `${option} takes pairs of token ids and a number, not ${JSON.stringify(entry)}`,
        );
      }
      const outside = tokens.find((id) => id >= vocabSize);
      if (outside !== undefined) {
        throw new InvalidArgumentError(
          `${option} names the token ${outside}, but the vocabulary has ${vocabSize} tokens`,
        );
      }
      distinct.set(tokens.join(), entry);
    }
    this.#biases = [...distinct.values()];
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    for (const [tokens, bias] of this.#biases) {
      const last = tokens.length - 1;
      const start = sequence.length - last;
      if (start < 0) continue;
      let i = 0;
      while (i < last && sequence[start + i] === tokens[i]) i++;
      if (i === last) scores[tokens[last]] += bias;
    }
  }
}

/** Words, as tokens, that do not occur. A word that is nothing but an end of sequence is not banned, as in Python. */
export class NoBadWordsLogitsProcessor implements LogitsProcessor {
  readonly #ban: SequenceBiasLogitsProcessor | undefined;

  constructor(
    badWordsIds: readonly (readonly number[])[],
    eosTokenIds: readonly number[],
    vocabSize: number,
  ) {
    const banned = badWordsIds.filter((word) => word.length !== 1 || !eosTokenIds.includes(word[0]));
    if (banned.length > 0) {
      const bans = banned.map((word) => [word, -Infinity] as const);
      this.#ban = new SequenceBiasLogitsProcessor(bans, vocabSize, 'bad_words_ids');
    }
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    this.#ban?.process(sequence, scores);
  }
}

/** Tokens that do not occur. */
export class SuppressTokensLogitsProcessor implements LogitsProcessor {
  constructor(readonly suppressTokens: readonly number[]) {
    requireTokens('suppress_tokens', suppressTokens);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    setTokens(scores, this.suppressTokens, -Infinity);
  }
}

/** Tokens that are not the first new one, which comes when the row has `beginIndex` tokens. */
export class SuppressTokensAtBeginLogitsProcessor implements LogitsProcessor {
  constructor(
    readonly suppressTokens: readonly number[],
    readonly beginIndex: number,
  ) {
    requireTokens('begin_suppress_tokens', suppressTokens);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    if (sequence.length === this.beginIndex) setTokens(scores, this.suppressTokens, -Infinity);
  }
}

/** Says which tokens may come next: Python's `prefix_allowed_tokens_fn`. */
export type PrefixAllowedTokens = (prompt: number, sequence: Int32Array) => Iterable<number>;

/**
 * Only tokens that a function allows (https://arxiv.org/abs/2010.00904).
 *
 * If other processors banned all of them, they get score 0, as in Python, unless there are several beams: one of those
 * then ends, and others go on.
 */
export class PrefixConstrainedLogitsProcessor implements LogitsProcessor {
  #kept = new Float32Array(0);

  constructor(
    readonly allowed: PrefixAllowedTokens,
    readonly rowsPerPrompt: number,
    readonly numBeams: number,
  ) {}

  /** @throws InvalidArgumentError if the function allows nothing */
  process(sequence: Int32Array, scores: Float32Array, row: number): void {
    const prompt = Math.floor(row / this.rowsPerPrompt);
    const ids = [...this.allowed(prompt, sequence)];
    if (ids.length === 0) {
      throw new InvalidArgumentError(
        `allowedTokens (prefix_allowed_tokens_fn) allows no token after ${sequence.length} tokens of prompt ${prompt}; ` +
          'let it allow at least an end of sequence',
      );
    }
    if (this.#kept.length < ids.length) this.#kept = new Float32Array(Math.max(ids.length, 256));
    let best = -Infinity;
    ids.forEach((id, i) => {
      this.#kept[i] = scores[id];
      best = Math.max(best, scores[id]);
    });
    scores.fill(-Infinity);
    const impossible = best === -Infinity && this.numBeams === 1;
    ids.forEach((id, i) => (scores[id] = impossible ? 0 : this.#kept[i]));
  }
}
