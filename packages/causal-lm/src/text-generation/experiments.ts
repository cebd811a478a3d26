/** What a book chapter does with a causal language model: look at its probabilities, and make them answer questions. */
import {
  checkCount,
  InvalidArgumentError,
  log_softmax,
  shown,
  softmax,
  topIndices,
  type Vector,
} from '@automodel/core';
import type { DecodingState } from '@automodel/generation';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';
import type { CausalLanguageModel } from '../causal-language-model.js';

/** A token that may come next. */
export interface NextToken {
  readonly token: number;
  /** Its text, with the space before it. */
  readonly token_str: string;
  /** Its probability among the whole vocabulary. */
  readonly score: number;
}

/** A beginning of a text, and what the model expects behind it. */
export interface PrefixRow {
  readonly prefix: string;
  /** The likeliest tokens. */
  readonly predictions: readonly NextToken[];
  /** What really follows; undefined behind the whole text. */
  readonly actual?: NextToken;
}

/** How well a label fits. */
export interface LabelScore {
  readonly label: string;
  /** Probability among the labels: they add up to 1. */
  readonly score: number;
  /** Sum of the logarithms of its tokens' probabilities: longer labels tend to have less. */
  readonly log_probability: number;
}

/** Examples that show a model what to do (https://arxiv.org/abs/2005.14165). */
export interface FewShot {
  /** What to do, in words. */
  readonly instruction?: string;
  readonly examples: readonly { readonly input: string; readonly output: string }[];
  /** The input whose output the model is to write. */
  readonly input: string;
  /** What inputs and outputs are called; "Input" and "Output" if left out. */
  readonly labels?: { readonly input: string; readonly output: string };
}

interface Parts {
  readonly model: CausalLanguageModel;
  readonly tokenizer: PreTrainedTokenizer;
}

/** The likeliest tokens behind some tokens. */
export async function nextTokens(parts: Parts, ids: readonly number[], k: number): Promise<NextToken[]> {
  checkCount('k', k);
  return withTokens(parts, ids, ids.length, (state) =>
    likeliest(parts.tokenizer, softmax(state.logits(0)), k),
  );
}

/** The likeliest tokens behind every beginning of some tokens, from the first one to the whole. */
export async function prefixTable(parts: Parts, ids: readonly number[], k: number): Promise<PrefixRow[]> {
  checkCount('k', k);
  const { tokenizer } = parts;
  return withTokens(parts, ids.slice(0, 1), ids.length, async (state) => {
    const first = state.logits(0).slice();
    const others = ids.length > 1 ? await state.extend(ids.slice(1)) : [];
    return [first, ...others].map((scores, i) => {
      const probabilities = softmax(scores);
      return {
        prefix: tokenizer.decode(ids.slice(0, i + 1)),
        predictions: likeliest(tokenizer, probabilities, k),
        ...(i + 1 < ids.length && { actual: named(tokenizer, probabilities, ids[i + 1]) }),
      };
    });
  });
}

/**
 * Classifies without training: how probable each label is at the end of a text. The text is computed once.
 *
 * @param template a text that ends in {}, where the label goes
 * @throws InvalidArgumentError if it does not, or if labels are no list of different texts
 */
export async function scoreLabels(
  parts: Parts,
  template: string,
  labels: readonly string[],
): Promise<LabelScore[]> {
  const before = textBeforeLabel(template);
  checkLabels(labels);
  const rows = labels.map((label) => parts.tokenizer.encode(before + label));
  // A space before the label may belong to its first token: what all have in common is before it.
  const start = rows.reduce(commonStart, parts.tokenizer.encode(before));
  const common = Math.min(start.length, ...rows.map((row) => row.length - 1));
  if (common < 1) {
    throw new InvalidArgumentError('a text must come before {}: the model needs something to go by');
  }
  const longest = Math.max(...rows.map((row) => row.length));
  const sums = await withTokens(parts, rows[0].slice(0, common), longest, async (state) => {
    const first = log_softmax(state.logits(0));
    const found: number[] = [];
    for (const row of rows) {
      const label = row.slice(common);
      const scores = label.length > 1 ? await state.extend(label.slice(0, -1)) : [];
      const others = label.slice(1).map((token, i) => log_softmax(scores[i])[token]);
      found.push(others.reduce((sum, score) => sum + score, first[label[0]]));
      if (label.length > 1) state.crop(common);
    }
    return found;
  });
  const shares = softmax(sums);
  return labels
    .map((label, i) => ({ label, score: shares[i], log_probability: sums[i] }))
    .sort((a, b) => b.score - a.score);
}

/** A prompt that shows examples, and ends where the model has to go on: with `stop_strings: '\n'` it stops behind its answer. */
export function fewShotPrompt({ instruction, examples, input, labels }: FewShot): string {
  if (!Array.isArray(examples) || typeof input !== 'string') {
    throw new InvalidArgumentError(
      'few-shot prompting takes { examples: [{ input, output }, ...], input }, and perhaps instruction and labels',
    );
  }
  const names = labels ?? { input: 'Input', output: 'Output' };
  const shown = examples.map(
    (example) => `${names.input}: ${example.input}\n${names.output}: ${example.output}`,
  );
  const asked = `${names.input}: ${input}\n${names.output}:`;
  return [...(instruction ? [instruction] : []), ...shown, asked].join('\n\n');
}

/** Computes some tokens, with memory for `capacity`, and frees it afterwards. */
async function withTokens<T>(
  { model }: Parts,
  ids: readonly number[],
  capacity: number,
  use: (state: DecodingState) => T | Promise<T>,
): Promise<T> {
  const state = await model.start({ prompts: [ids], copies: 1, capacity });
  try {
    return await use(state);
  } finally {
    state.dispose();
  }
}

function likeliest(tokenizer: PreTrainedTokenizer, probabilities: Vector, k: number): NextToken[] {
  return topIndices(probabilities, k).map((token) => named(tokenizer, probabilities, token));
}

function named(tokenizer: PreTrainedTokenizer, probabilities: Vector, token: number): NextToken {
  return { token, token_str: tokenizer.decode([token]), score: probabilities[token] };
}

function checkLabels(labels: unknown): asserts labels is readonly string[] {
  if (!Array.isArray(labels) || labels.length === 0) {
    throw new InvalidArgumentError(`labels are a list of texts, at least one; it is ${shown(labels)}`);
  }
  labels.forEach((label: unknown, i) => {
    if (typeof label !== 'string' || label === '') {
      throw new InvalidArgumentError(`label ${i} must be a text that is not empty; it is ${shown(label)}`);
    }
    if (labels.indexOf(label) < i) throw new InvalidArgumentError(`the label ${shown(label)} is there twice`);
  });
}

function textBeforeLabel(template: string): string {
  if (typeof (template as unknown) !== 'string') {
    throw new InvalidArgumentError(`the template must be a text that ends in {}; it is ${shown(template)}`);
  }
  const place = template.indexOf('{}');
  if (place < 0) {
    throw new InvalidArgumentError(`the template has no {} for the label: ${JSON.stringify(template)}`);
  }
  const after = template.slice(place + 2);
  if (after !== '') {
    throw new InvalidArgumentError(
      `the template must end in {}: a causal model does not see ${JSON.stringify(after)} when it comes to the label`,
    );
  }
  return template.slice(0, place);
}

function commonStart(a: readonly number[], b: readonly number[]): number[] {
  const differs = a.findIndex((id, i) => id !== b[i]);
  return a.slice(0, differs < 0 ? a.length : differs);
}
