import { checkCount } from '@automodel/core';
import type { LogitsProcessor } from './logits-processor.js';
import { requirePositive, requireTokens } from './checks.js';

/** No end of sequence before the row, prompt included, has `minLength` tokens. */
export class MinLengthLogitsProcessor implements LogitsProcessor {
  readonly eosTokenIds: readonly number[];

  constructor(
    readonly minLength: number,
    eosTokenIds: number | readonly number[],
  ) {
    this.eosTokenIds = [eosTokenIds].flat();
    checkCount('min_length', minLength, 0);
    requireTokens('eos_token_id', this.eosTokenIds);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    if (sequence.length < this.minLength) setTokens(scores, this.eosTokenIds, -Infinity);
  }
}

/** No end of sequence before there are `minNewTokens` tokens after the prompt. */
export class MinNewTokensLengthLogitsProcessor extends MinLengthLogitsProcessor {
  constructor(promptLength: number, minNewTokens: number, eosTokenIds: number | readonly number[]) {
    checkCount('min_new_tokens', minNewTokens, 0);
    super(promptLength + minNewTokens, eosTokenIds);
  }
}

/** The token after the first one (the decoder's start) is `bosTokenId`. */
export class ForcedBOSTokenLogitsProcessor implements LogitsProcessor {
  constructor(readonly bosTokenId: number) {
    requireTokens('forced_bos_token_id', [bosTokenId]);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    if (sequence.length === 1) force(scores, [this.bosTokenId]);
  }
}

/** The last token before `maxLength` is one of `eosTokenIds`. */
export class ForcedEOSTokenLogitsProcessor implements LogitsProcessor {
  readonly eosTokenIds: readonly number[];

  constructor(
    readonly maxLength: number,
    eosTokenIds: number | readonly number[],
  ) {
    this.eosTokenIds = [eosTokenIds].flat();
    requireTokens('forced_eos_token_id', this.eosTokenIds);
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    if (sequence.length === this.maxLength - 1) force(scores, this.eosTokenIds);
  }
}

/** Makes the end of sequence likelier with every token beyond `start` new ones. */
export class ExponentialDecayLengthPenalty implements LogitsProcessor {
  readonly #start: number;
  readonly #factor: number;

  constructor(
    [start, factor]: readonly [start: number, factor: number],
    readonly eosTokenIds: readonly number[],
    promptLength: number,
  ) {
    checkCount('exponential_decay_length_penalty[0]', start, 0);
    requirePositive('exponential_decay_length_penalty[1]', factor);
    requireTokens('eos_token_id', eosTokenIds);
    this.#start = start + promptLength;
    this.#factor = factor;
  }

  process(sequence: Int32Array, scores: Float32Array): void {
    const beyond = sequence.length - this.#start;
    if (beyond <= 0) return;
    for (const id of this.eosTokenIds) {
      // A banned end stays banned: in Python it becomes NaN.
      if (scores[id] === -Infinity) continue;
      scores[id] += Math.abs(scores[id]) * (this.#factor ** beyond - 1);
    }
  }
}

/** Sets the scores of those tokens that the vocabulary has. */
export function setTokens(scores: Float32Array, ids: readonly number[], value: number): void {
  // A typed array ignores what is written beyond its end.
  for (const id of ids) scores[id] = value;
}

function force(scores: Float32Array, ids: readonly number[]): void {
  scores.fill(-Infinity);
  setTokens(scores, ids, 0);
}
