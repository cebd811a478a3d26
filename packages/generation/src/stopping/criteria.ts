import { checkCount } from '@automodel/core';
import { requirePositive } from '../processors/checks.js';
import { normalizer } from '../processors/selection.js';
import type { StoppingCriterion } from './stopping-criteria.js';

/** A row has `maxLength` tokens, prompt included. */
export class MaxLengthCriteria implements StoppingCriterion {
  constructor(readonly maxLength: number) {
    checkCount('max_length', maxLength, 1);
  }

  isDone(sequence: Int32Array): boolean {
    return sequence.length >= this.maxLength;
  }
}

/** Time is over. */
export class MaxTimeCriteria implements StoppingCriterion {
  /**
   * @param maxTime seconds
   * @param start when the time began, in milliseconds as `performance.now()` has them
   */
  constructor(
    readonly maxTime: number,
    readonly start = performance.now(),
  ) {
    requirePositive('max_time', maxTime);
  }

  isDone(): boolean {
    return performance.now() - this.start > this.maxTime * 1000;
  }
}

/** The last token is an end of sequence. */
export class EosTokenCriteria implements StoppingCriterion {
  readonly eosTokenIds: readonly number[];

  constructor(eosTokenIds: number | readonly number[]) {
    this.eosTokenIds = [eosTokenIds].flat();
  }

  isDone(sequence: Int32Array): boolean {
    return this.eosTokenIds.includes(sequence[sequence.length - 1]);
  }
}

/** Somebody said so: `interrupt()`, from anywhere. An `AbortSignal` ends a call with an error, this one with what there is. */
export class InterruptableStoppingCriteria implements StoppingCriterion {
  interrupted = false;

  interrupt(): void {
    this.interrupted = true;
  }

  reset(): void {
    this.interrupted = false;
  }

  isDone(): boolean {
    return this.interrupted;
  }
}

/** An assistant was unsure of its last token, so that going on is a waste (https://arxiv.org/abs/2405.04304). */
export class ConfidenceCriteria implements StoppingCriterion {
  constructor(readonly threshold: number) {}

  isDone(sequence: Int32Array, scores: Float32Array | undefined): boolean {
    if (!scores) return false;
    const { logSum } = normalizer(scores);
    return Math.exp(scores[sequence[sequence.length - 1]] - logSum) < this.threshold;
  }
}
