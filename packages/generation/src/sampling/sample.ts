import type { Vector } from '@automodel/core';
import { NO_TOKEN_IS_POSSIBLE, NonFiniteLogitsError } from '../processors/scaling.js';
import { candidatesOf } from '../processors/selection.js';
import type { Random } from './random.js';

let weights = new Float64Array(0);

/**
 * A token by its probability, the softmax of `scores`.
 *
 * @throws NonFiniteLogitsError if no token is possible, or a score is not a number
 */
export function sampleToken(scores: Float32Array, random: Random): number {
  const candidates = candidatesOf(scores);
  const count = candidates.ids.length;
  if (weights.length < count) weights = new Float64Array(scores.length);
  const largest = largestPossible(candidates.scores);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    weights[i] = Math.exp(candidates.scores[i] - largest);
    sum += weights[i];
  }
  return candidates.ids[draw(weights, count, sum, random)];
}

/**
 * An index by its weight: probabilities, or numbers in proportion to them.
 *
 * @throws NonFiniteLogitsError if the weights have no sum above 0
 */
export function sampleIndex(probabilities: Vector, random: Random): number {
  let sum = 0;
  for (const probability of probabilities) sum += probability;
  if (!(sum > 0) || sum === Infinity) {
    throw new NonFiniteLogitsError(`probabilities with the sum ${sum}: nothing can be drawn from them`);
  }
  return draw(probabilities, probabilities.length, sum, random);
}

function draw(probabilities: Vector, count: number, sum: number, random: Random): number {
  let rest = random.next() * sum;
  let last = 0;
  for (let i = 0; i < count; i++) {
    if (!(probabilities[i] > 0)) continue;
    if (rest < probabilities[i]) return i;
    rest -= probabilities[i];
    last = i;
  }
  // Rounding may leave a little.
  return last;
}

/**
 * Different indices, one after the other by the probabilities (softmax of `scores`) of those that are left, in the order
 * in which they were drawn; all that are possible if there are fewer than `count`.
 *
 * Drawn by the Gumbel-top-k trick (https://arxiv.org/abs/1903.06059): the distribution is torch's.
 *
 * @throws NonFiniteLogitsError if no index is possible, or a score is not a number
 */
export function sampleWithoutReplacement(scores: Vector, count: number, random: Random): number[] {
  largestPossible(scores);
  const best: { index: number; key: number }[] = [];
  for (let index = 0; index < scores.length; index++) {
    if (scores[index] === -Infinity) continue;
    const key = scores[index] - Math.log(-Math.log(1 - random.next()));
    if (best.length === count && key <= best[count - 1].key) continue;
    let place = best.length;
    while (place > 0 && best[place - 1].key < key) place--;
    best.splice(place, 0, { index, key });
    if (best.length > count) best.pop();
  }
  return best.map(({ index }) => index);
}

function largestPossible(scores: Vector): number {
  let largest = -Infinity;
  for (const score of scores) {
    // Written so that NaN is found, too.
    if (!(score <= largest)) largest = score;
    if (Number.isNaN(largest)) break;
  }
  if (!Number.isFinite(largest)) {
    throw new NonFiniteLogitsError(
      largest === -Infinity
        ? NO_TOKEN_IS_POSSIBLE
        : `a score is ${largest}: no token can be chosen; remove_invalid_values replaces such scores`,
    );
  }
  return largest;
}
