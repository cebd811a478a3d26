import { normalizer } from '../processors/selection.js';

/** Turns logits into log-probabilities, in place. */
export function logSoftmaxInPlace(scores: Float32Array): void {
  const { logSum } = normalizer(scores);
  for (let i = 0; i < scores.length; i++) scores[i] -= logSum;
}
