import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { bleuTokenizers, type BleuTokenizerName } from './bleu-tokenizers.js';
import { checkTexts } from './check-texts.js';
import { countNgrams, ngramsIn, sharedNgrams, trimEnd } from './ngrams.js';

export interface BleuOptions {
  /** Default: `13a`, which model cards and papers mean; `intl` for what is not written in ASCII, `char` for Chinese and Japanese. */
  readonly tokenize?: BleuTokenizerName | undefined;
  /** Whether upper and lower case are the same (default false). */
  readonly lowercase?: boolean | undefined;
}

/** BLEU and what it is made of; by sacreBLEU's names. */
export interface BleuScore {
  /** 0 to 100. */
  readonly score: number;
  /** Of n-grams of 1 to 4 tokens, how many are in a reference, too; of how many. */
  readonly counts: readonly number[];
  readonly totals: readonly number[];
  /** The shares of these in percent, smoothed where there is none. */
  readonly precisions: readonly number[];
  /** What the score is multiplied by for texts shorter than their references, up to 1. */
  readonly bp: number;
  /** Tokens of the texts. */
  readonly sys_len: number;
  /** Tokens of the references, of several the one of closest length. */
  readonly ref_len: number;
}

const MAX_ORDER = 4;

/**
 * BLEU (Papineni et al. 2002) of a corpus, as sacreBLEU's `corpus_bleu` (https://arxiv.org/abs/1804.08771) with its
 * default of exponential smoothing: how many n-grams of translations are in their references.
 *
 * @param hypotheses what a model wrote
 * @param references one list or several, each with a reference for every hypothesis
 * @throws InvalidArgumentError if there is nothing, or a list of references is longer or shorter than the hypotheses
 * @example
 * const { score } = corpusBleu(['Two dogs play in the snow.'], [['Two dogs are playing in the snow.']]);
 */
export function corpusBleu(
  hypotheses: readonly string[],
  references: readonly (readonly string[])[],
  options: BleuOptions = {},
): BleuScore {
  refuseUnknownOptions('corpusBleu', options, ['tokenize', 'lowercase']);
  const { tokenize = '13a', lowercase = false } = options;
  if (!Object.hasOwn(bleuTokenizers, tokenize)) {
    throw new InvalidArgumentError(
      `tokenize: "${tokenize}" is none of ${Object.keys(bleuTokenizers).join(', ')}`,
    );
  }
  checkTexts(hypotheses, references);
  const tokensOf = (text: string): string[] =>
    bleuTokenizers[tokenize](trimEnd(lowercase ? text.toLowerCase() : text));

  const [counts, totals] = [new Array<number>(MAX_ORDER).fill(0), new Array<number>(MAX_ORDER).fill(0)];
  let [sys_len, ref_len] = [0, 0];
  hypotheses.forEach((hypothesis, i) => {
    const tokens = tokensOf(hypothesis);
    const targets = references.map((texts) => tokensOf(texts[i]));
    sys_len += tokens.length;
    ref_len += closest(
      tokens.length,
      targets.map(({ length }) => length),
    );
    for (let order = 1; order <= MAX_ORDER; order++) {
      const allowed = mostOfAny(targets.map((target) => countNgrams(target, order)));
      counts[order - 1] += sharedNgrams(countNgrams(tokens, order), allowed);
      totals[order - 1] += ngramsIn(tokens.length, order);
    }
  });
  const bp = sys_len >= ref_len ? 1 : sys_len > 0 ? Math.exp(1 - ref_len / sys_len) : 0;
  const precisions = smoothed(counts, totals);
  const meanLog = precisions.reduce((sum, precision) => sum + Math.log(precision), 0) / MAX_ORDER;
  return { score: bp * Math.exp(meanLog), counts, totals, precisions, bp, sys_len, ref_len };
}

/** Precisions in percent; the first order without any has half of what one n-gram would give, the next a quarter, ... */
function smoothed(counts: readonly number[], totals: readonly number[]): number[] {
  if (counts.every((count) => count === 0)) return counts.map(() => 0);
  let divisor = 1;
  return counts.map((count, i) => {
    if (totals[i] === 0) return 0;
    return (100 * (count === 0 ? 1 / (divisor *= 2) : count)) / totals[i];
  });
}

function closest(length: number, lengths: readonly number[]): number {
  return lengths.reduce((best, other) => {
    const [distance, least] = [Math.abs(other - length), Math.abs(best - length)];
    return distance < least || (distance === least && other < best) ? other : best;
  });
}

/** Of each n-gram, as many as the text has that has most. */
function mostOfAny(texts: readonly Map<string, number>[]): Map<string, number> {
  const [most, ...others] = texts;
  for (const text of others) {
    for (const [ngram, count] of text) most.set(ngram, Math.max(count, most.get(ngram) ?? 0));
  }
  return most;
}
