import { AutomodelError } from '@automodel/core';
import type { LogitsProcessor } from './logits-processor.js';
import { requirePositive } from './checks.js';
import { logSoftmaxInPlace } from './selection.js';

/** Scores from which no token can be chosen: some are not numbers or infinite, or none is possible. */
export class NonFiniteLogitsError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('non-finite-logits', message, options);
  }
}

/** What is wrong if every token is banned. */
export const NO_TOKEN_IS_POSSIBLE =
  'no token is possible: what processors, constraints and guidance allow has nothing in common';

/** Refuses NaN and infinity, which Python's searches let through. A banned token's -Infinity is none of these. */
export class FiniteLogitsCheck implements LogitsProcessor {
  /** @throws NonFiniteLogitsError */
  process(sequence: Int32Array, scores: Float32Array, row: number): void {
    for (let i = 0; i < scores.length; i++) {
      if (scores[i] < Infinity) continue;
      throw new NonFiniteLogitsError(
        `the model's score of token ${i} after ${sequence.length} tokens of row ${row} is ${scores[i]}; ` +
          'remove_invalid_values replaces such scores',
      );
    }
  }
}

/** Replaces NaN by 0, and infinities by the largest and smallest float32. */
export class InfNanRemoveLogitsProcessor implements LogitsProcessor {
  process(_sequence: Int32Array, scores: Float32Array): void {
    for (let i = 0; i < scores.length; i++) {
      const score = scores[i];
      if (Number.isFinite(score)) continue;
      scores[i] = Number.isNaN(score) ? 0 : Math.sign(score) * LARGEST_FLOAT32;
    }
  }
}

/** Divides by `temperature`: below 1 the likely become likelier. */
export class TemperatureLogitsWarper implements LogitsProcessor {
  constructor(readonly temperature: number) {
    requirePositive('temperature', temperature);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    for (let i = 0; i < scores.length; i++) scores[i] /= this.temperature;
  }
}

/** Turns scores into log-probabilities. */
export class LogitNormalization implements LogitsProcessor {
  process(_sequence: Int32Array, scores: Float32Array): void {
    logSoftmaxInPlace(scores);
  }
}

/** Scores of the same row without the condition: of a negative prompt, say. May be changed by whoever asks. */
export type UnconditionalScores = (row: number) => Float32Array;

/** Classifier-free guidance (https://arxiv.org/abs/2306.17806): away from what would be said without the prompt. */
export class UnbatchedClassifierFreeGuidanceLogitsProcessor implements LogitsProcessor {
  constructor(
    readonly guidanceScale: number,
    readonly unconditional: UnconditionalScores,
  ) {}

  process(_sequence: Int32Array, scores: Float32Array, row: number): void {
    const without = this.unconditional(row);
    logSoftmaxInPlace(scores);
    logSoftmaxInPlace(without);
    for (let i = 0; i < scores.length; i++) {
      scores[i] = this.guidanceScale * (scores[i] - without[i]) + without[i];
    }
  }
}

const LARGEST_FLOAT32 = (2 - 2 ** -23) * 2 ** 127;
