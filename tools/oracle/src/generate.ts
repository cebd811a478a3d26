import { fixtureNames, readFixture, type Oracle } from './fixtures.js';

/** A call of Python's `generate`. */
export interface GenerateCase {
  readonly name: string;
  readonly inputs: {
    readonly input_ids: number[][];
    readonly attention_mask: number[][];
    readonly decoder_input_ids?: number[][];
  };
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** With prompts and padding. */
  readonly sequences: number[][];
  readonly sequences_scores?: number[];
  /** Of each step and row, the likeliest tokens and their processed scores. */
  readonly steps?: { readonly ids: number[][]; readonly scores: number[][] }[];
  /** Path of a smaller network that goes ahead. */
  readonly assistant_model?: string;
  /** Says where a case comes from that is not of `generate` itself. */
  readonly source?: string;
  readonly negative_prompt_ids?: number[][];
  /** What `prefix_allowed_tokens_fn` allows. */
  readonly prefix_allowed?: AllowedFollowers;
}

/** After token t: `(t * mul + step * j + add) % vocab` for j below `count`, and those of `always`. */
interface AllowedFollowers {
  readonly mul: number;
  readonly step: number;
  readonly add: number;
  readonly count: number;
  readonly vocab: number;
  readonly always: number[];
}

export interface GenerateFixture {
  readonly name: string;
  /** Path of the checkpoint, and of its tokenizer, in the oracle's folder. */
  readonly model: string;
  readonly tokenizer: string;
  /** Python's class, for example `GPT2LMHeadModel`. */
  readonly class: string;
  readonly cases: readonly GenerateCase[];
}

interface RawFixture extends Omit<GenerateFixture, 'name' | 'tokenizer' | 'cases'> {
  tokenizer?: string;
  cases: (Omit<GenerateCase, 'sequences_scores' | 'steps'> & {
    sequences_scores?: (number | string)[];
    steps?: { ids: number[][]; scores: (number | string)[][] }[];
  })[];
}

/**
 * What networks of an oracle write in Python.
 *
 * @param folder `generate`, or `generate-v4` for what version 5 removed
 * @param classes names of Python's classes
 */
export function generateFixtures(oracle: Oracle, folder: string, classes: RegExp): GenerateFixture[] {
  return fixtureNames(oracle, folder).flatMap((name) => {
    const raw = readFixture(oracle, `${folder}/${name}.json`) as RawFixture;
    if (!classes.test(raw.class)) return [];
    // Infinity is written as a text.
    const cases = raw.cases.map(({ sequences_scores, steps, ...given }) => ({
      ...given,
      ...(sequences_scores && { sequences_scores: sequences_scores.map(Number) }),
      ...(steps && {
        steps: steps.map(({ ids, scores }) => ({ ids, scores: scores.map((row) => row.map(Number)) })),
      }),
    }));
    return [{ ...raw, name, tokenizer: raw.tokenizer ?? raw.model, cases }];
  });
}

/** The `prefix_allowed_tokens_fn` of a case. */
export function allowedTokens({ mul, step, add, count, vocab, always }: AllowedFollowers) {
  return (_prompt: number, sequence: Int32Array): number[] => {
    const last = sequence[sequence.length - 1];
    const followers = Array.from({ length: count }, (_, j) => (last * mul + step * j + add) % vocab);
    return [...followers, ...always];
  };
}

/**
 * The largest difference to the scores of a case's steps. Rows that are complete, whose scores are 0 here, are not compared.
 *
 * @param scores of each step `[rows, vocabulary]`
 */
export function stepsDifference(
  { steps = [] }: GenerateCase,
  scores: readonly { readonly data: Float32Array }[],
  vocabulary: number,
): number {
  let largest = 0;
  steps.forEach((expected, step) => {
    expected.ids.forEach((best, row) => {
      best.forEach((id, rank) => {
        const actual = scores[step].data[row * vocabulary + id];
        // The lowest float32, which stands for what cannot be, has no place behind the point.
        const difference = scoreDifference(actual, expected.scores[row][rank], 1e6);
        if (actual !== 0) largest = Math.max(largest, difference);
      });
    });
  });
  return largest;
}

/** How far two scores are apart, relative to the expected one above a limit; equal infinities are not. */
export function scoreDifference(actual: number, expected: number, limit = 1): number {
  if (actual === expected) return 0;
  const size = Math.abs(expected);
  return Math.abs(actual - expected) / (size > limit ? size : 1);
}
