/** Turns logits into log-probabilities, in place. */
export function logSoftmaxInPlace(scores: Float32Array): void {
  let largest = -Infinity;
  for (const score of scores) if (score > largest) largest = score;
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  const normalizer = largest + Math.log(sum);
  for (let i = 0; i < scores.length; i++) scores[i] -= normalizer;
}
