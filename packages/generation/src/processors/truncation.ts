import { checkCount } from '@automodel/core';
import type { LogitsProcessor } from './logits-processor.js';
import { requireRange } from './checks.js';
import { candidatesOf, kthLargest, normalizer, WeightedKeys } from './selection.js';

/** The `topK` likeliest tokens, and those that are as likely as the last of them. */
export class TopKLogitsWarper implements LogitsProcessor {
  readonly topK: number;

  constructor(topK: number, minTokensToKeep = 1) {
    checkCount('top_k', topK, 1);
    this.topK = Math.max(topK, minTokensToKeep);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    if (this.topK < scores.length) removeBelow(scores, kthLargest(scores, this.topK));
  }
}

/** Nucleus sampling (https://arxiv.org/abs/1904.09751): the likeliest tokens that together reach probability `topP`. */
export class TopPLogitsWarper implements LogitsProcessor {
  readonly #keys = new WeightedKeys();

  constructor(
    readonly topP: number,
    readonly minTokensToKeep = 1,
  ) {
    requireRange('top_p', topP, topP >= 0 && topP <= 1, 'from 0 to 1');
    checkCount('min_tokens_to_keep', minTokensToKeep, 1);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const candidates = candidatesOf(scores);
    const { largest, sum } = normalizer(candidates.scores);
    this.#keys.reset(candidates.ids.length);
    for (const score of candidates.scores) this.#keys.add(score, Math.exp(score - largest) / sum);
    // As in Python, tokens go, the unlikeliest first, as long as those that went have no more than this.
    const mayGo = Math.fround(1 - this.topP);
    const { key, below } = this.#keys.reach(mayGo, true);
    const each = Math.exp(key - largest) / sum;
    let gone = below;
    let spare = -this.minTokensToKeep;
    for (const score of candidates.scores) if (score >= key) spare++;
    const bound = Math.min(key, kthLargest(candidates.scores, this.minTokensToKeep));
    for (const id of candidates.ids) {
      if (scores[id] < bound) scores[id] = -Infinity;
      else if (scores[id] === key && spare > 0 && gone + each <= mayGo) {
        // Of equally likely tokens the first ones go, as after Python's stable sort.
        spare--;
        gone += each;
        scores[id] = -Infinity;
      }
    }
  }
}

/** Tokens at least `minP` times as likely as the likeliest one (https://arxiv.org/abs/2407.01082). */
export class MinPLogitsWarper implements LogitsProcessor {
  constructor(
    readonly minP: number,
    readonly minTokensToKeep = 1,
  ) {
    requireRange('min_p', minP, minP >= 0 && minP <= 1, 'from 0 to 1');
    checkCount('min_tokens_to_keep', minTokensToKeep, 1);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const largest = kthLargest(scores, 1);
    const least = this.minTokensToKeep === 1 ? largest : kthLargest(scores, this.minTokensToKeep);
    removeBelow(scores, Math.min(largest + Math.log(this.minP), least));
  }
}

/** Tokens at least as likely as `epsilon` (https://arxiv.org/abs/2210.15191). */
export class EpsilonLogitsWarper implements LogitsProcessor {
  constructor(
    readonly epsilon: number,
    readonly minTokensToKeep = 1,
  ) {
    requireRange('epsilon_cutoff', epsilon, epsilon > 0 && epsilon < 1, 'between 0 and 1');
    checkCount('min_tokens_to_keep', minTokensToKeep, 1);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const bound = normalizer(scores).logSum + Math.log(this.epsilon);
    removeBelow(scores, Math.min(bound, kthLargest(scores, this.minTokensToKeep)));
  }
}

/** As epsilon, with a bound that sinks where the model is unsure (https://arxiv.org/abs/2210.15191). */
export class EtaLogitsWarper implements LogitsProcessor {
  constructor(
    readonly epsilon: number,
    readonly minTokensToKeep = 1,
  ) {
    requireRange('eta_cutoff', epsilon, epsilon > 0 && epsilon < 1, 'between 0 and 1');
    checkCount('min_tokens_to_keep', minTokensToKeep, 1);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const { logSum } = normalizer(scores);
    const eta = Math.min(this.epsilon, Math.sqrt(this.epsilon) * Math.exp(-entropy(scores, logSum)));
    removeBelow(scores, Math.min(logSum + Math.log(eta), kthLargest(scores, this.minTokensToKeep)));
  }
}

/** Locally typical sampling (https://arxiv.org/abs/2202.00666): tokens about as surprising as is to be expected. */
export class TypicalLogitsWarper implements LogitsProcessor {
  readonly #keys = new WeightedKeys();

  constructor(
    readonly mass: number,
    readonly minTokensToKeep = 1,
  ) {
    requireRange('typical_p', mass, mass > 0 && mass < 1, 'between 0 and 1');
    checkCount('min_tokens_to_keep', minTokensToKeep, 1);
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const candidates = candidatesOf(scores);
    const { logSum } = normalizer(candidates.scores);
    const expected = entropy(candidates.scores, logSum);
    const distance = (score: number): number => Math.fround(Math.abs(logSum - score - expected));
    const keys = this.#keys;
    keys.reset(candidates.ids.length);
    for (const score of candidates.scores) keys.add(distance(score), Math.exp(score - logSum));
    let bound = keys.reach(Math.fround(this.mass), false).key;
    if (this.minTokensToKeep > 1) {
      keys.reset(candidates.ids.length);
      for (const score of candidates.scores) keys.add(distance(score), 1);
      bound = Math.max(bound, keys.reach(this.minTokensToKeep, false).key);
    }
    for (const id of candidates.ids) if (distance(scores[id]) > bound) scores[id] = -Infinity;
  }
}

/** Beyond this many tokens Python's top-H does not look. */
const TOP_H_TOKENS = 100;

/** The likeliest tokens whose part of the entropy is at most `topH` (https://arxiv.org/abs/2509.02510). */
export class TopHLogitsWarper implements LogitsProcessor {
  constructor(readonly topH: number) {
    requireRange('top_h', topH, topH > 0 && topH <= 1, 'above 0 and at most 1');
  }

  process(_sequence: Int32Array, scores: Float32Array): void {
    const count = Math.min(TOP_H_TOKENS, scores.length);
    const least = kthLargest(scores, count);
    let above = 0;
    for (const score of scores) if (score > least) above++;
    // Of equal ones as many as there is place for, the first ones.
    let equal = count - above;
    const top: number[] = [];
    scores.forEach((score, i) => {
      if (score > least || (score === least && equal-- > 0)) top.push(i);
    });
    top.sort((a, b) => scores[b] - scores[a] || a - b);
    const candidates = Float32Array.from(top, (i) => scores[i]);
    const { logSum } = normalizer(candidates);
    const budget = entropy(candidates, logSum) * this.topH;
    let kept = 0;
    for (let spent = 0; kept < count; kept++) {
      const surprise = logSum - candidates[kept];
      // A token that is impossible ends it in Python, too, where it is not a number.
      spent += surprise * Math.exp(-surprise);
      if (kept > 0 && !(spent <= budget)) break;
    }
    scores.fill(-Infinity);
    for (let i = 0; i < kept; i++) scores[top[i]] = candidates[i];
  }
}

/** The expected surprise, in nats. */
function entropy(scores: Float32Array, logSum: number): number {
  let total = 0;
  for (const score of scores) {
    if (score !== -Infinity) total += (logSum - score) * Math.exp(score - logSum);
  }
  return total;
}

function removeBelow(scores: Float32Array, bound: number): void {
  for (let i = 0; i < scores.length; i++) if (scores[i] < bound) scores[i] = -Infinity;
}
