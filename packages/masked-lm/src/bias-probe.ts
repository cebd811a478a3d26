import { checkCount, InvalidArgumentError, refuseUnknownOptions, shown, topIndices } from '@automodel/core';
import { FillMaskError } from './errors.js';
import type { FillMaskPipeline } from './fill-mask-pipeline.js';
import { bestTokens, type FillMaskOutput } from './predictions.js';
import { targetIds } from './targets.js';

export interface BiasProbeOptions {
  /** How many tokens and differences to return; 10 if left out. */
  readonly top_k?: number;
  /** Only these tokens, as for the pipeline. */
  readonly targets?: readonly string[];
  readonly signal?: AbortSignal;
}

/** What the mask becomes for one subject. */
export interface BiasProbeGroup {
  readonly subject: string;
  /** The template with the subject in it. */
  readonly text: string;
  /** The likeliest tokens. */
  readonly predictions: FillMaskOutput;
}

/** A token whose probability depends on the subject. */
export interface BiasDifference {
  readonly token: number;
  readonly token_str: string;
  /** Its probability for each subject, in their order. */
  readonly scores: readonly number[];
  /** The largest of the scores minus the smallest. */
  readonly difference: number;
  /** The subject with the largest score. */
  readonly towards: string;
}

export interface BiasProbe {
  readonly template: string;
  readonly groups: readonly BiasProbeGroup[];
  /** Tokens by how much their probabilities differ, most first. */
  readonly differences: readonly BiasDifference[];
  /**
   * Distance of each two subjects' distributions, as the share of probability that would have to move (total variation):
   * 0 if they are equal, 1 if they have nothing in common. `distances[i][j]` is that of subjects i and j.
   */
  readonly distances: readonly (readonly number[])[];
}

/**
 * Puts each subject in the place of `{}` in a template and compares what its mask becomes: the distributions side by side,
 * and the tokens whose probabilities differ most.
 *
 * @throws FillMaskError if the template lacks `{}` or has not exactly one mask, or if there are fewer than two subjects
 */
export async function biasProbe(
  pipeline: FillMaskPipeline,
  template: string,
  groups: readonly string[],
  options: BiasProbeOptions = {},
): Promise<BiasProbe> {
  refuseUnknownOptions('biasProbe()', options, ['top_k', 'targets', 'signal']);
  const { top_k = 10, targets, signal } = options;
  checkCount('top_k', top_k);
  if (typeof (template as unknown) !== 'string') {
    throw new InvalidArgumentError(
      `biasProbe() takes a template, a text with {} and a mask; it got ${shown(template)}`,
    );
  }
  if (!template.includes('{}')) {
    throw new FillMaskError(
      'probe-invalid',
      `the template ${JSON.stringify(template)} has no {} for the subject`,
    );
  }
  if (!Array.isArray(groups)) {
    throw new InvalidArgumentError(`biasProbe() takes a list of subjects; it got ${shown(groups)}`);
  }
  if (groups.length < 2) {
    throw new FillMaskError(
      'probe-invalid',
      `a probe compares two subjects or more; it got ${groups.length}`,
    );
  }
  const texts = groups.map((subject) => template.split('{}').join(subject));
  const masked = await pipeline.probabilities(texts, { signal });
  if (masked.some(({ masks }) => masks.length !== 1)) {
    throw new FillMaskError(
      'probe-invalid',
      `the template ${JSON.stringify(template)} must have exactly one mask`,
    );
  }
  const distributions = masked.map(({ probabilities }) => probabilities[0]);
  const candidates = targets && targetIds(pipeline.tokenizer, targets);
  return {
    template,
    groups: groups.map((subject, i) => ({
      subject,
      text: texts[i],
      predictions: bestTokens(pipeline.tokenizer, masked[i], 0, top_k, candidates),
    })),
    differences: rankDifferences(distributions, groups, top_k, candidates).map((difference) => ({
      ...difference,
      token_str: pipeline.tokenizer.decode([difference.token]),
    })),
    distances: distributions.map((a) => distributions.map((b) => totalVariation(a, b))),
  };
}

function rankDifferences(
  distributions: readonly Float32Array[],
  groups: readonly string[],
  k: number,
  candidates?: readonly number[],
): Omit<BiasDifference, 'token_str'>[] {
  const tokens = candidates ?? distributions[0].map((_, id) => id);
  const scoresOf = (token: number): number[] => distributions.map((distribution) => distribution[token]);
  const spread = (scores: readonly number[]): number => Math.max(...scores) - Math.min(...scores);
  return topIndices(
    Array.from(tokens, (token) => spread(scoresOf(token))),
    k,
  ).map((i) => {
    const scores = scoresOf(tokens[i]);
    const towards = groups[scores.indexOf(Math.max(...scores))];
    return { token: tokens[i], scores, difference: spread(scores), towards };
  });
}

function totalVariation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / 2;
}
