import type { PreparedGenerationConfig } from '../config/generation-config.js';
import type { GenerationModel } from '../generation-model.js';
import type { LogitsProcessor } from '../processors/logits-processor.js';
import type { Random } from '../sampling/random.js';
import type { StoppingCriterion } from '../stopping/stopping-criteria.js';

/** What a search works with. */
export interface SearchContext {
  readonly model: GenerationModel;
  /** The prompts as the model takes them, without padding. */
  readonly prompts: readonly Int32Array[];
  /** The prompts as processors and results have them: padded on the left to one length. */
  readonly padded: readonly Int32Array[];
  readonly config: PreparedGenerationConfig;
  readonly processors: LogitsProcessor;
  readonly stopping: StoppingCriterion;
  /** One stream for each prompt. */
  readonly randoms: readonly Random[];
  /** What follows a row that is complete while others go on. */
  readonly padTokenId: number;
  readonly signal?: AbortSignal | undefined;
}

/** New tokens of the rows that are not complete yet. Good until the next step. */
export interface SearchStep {
  /** How many tokens rows have now, prompt with its padding included. */
  readonly length: number;
  /** Rows of the result, in their order. */
  readonly rows: ArrayLike<number>;
  /** The token that each of them gets. */
  readonly tokens: ArrayLike<number>;
  /** Of beams: the row of the step before that each of them continues. */
  readonly parents?: ArrayLike<number>;
}

/** What a search found; rows in the order of their prompts. */
export interface SearchResult {
  /** Each with its padded prompt, all of one length. */
  readonly sequences: readonly Int32Array[];
  /** Of beams: the score that they were ranked by. */
  readonly sequencesScores?: readonly number[];
  /** Of beams: the row that each new token was appended to; -1 behind the end. */
  readonly beamIndices?: readonly Int32Array[];
  /** With `output_scores`: of each step and row the processed scores, zeros where a row was complete already. */
  readonly scores?: readonly (readonly Float32Array[])[];
  /** With `output_logits`: likewise, as the model gave them. */
  readonly logits?: readonly (readonly Float32Array[])[];
}

/**
 * A way to find sequences. Yields each step; ends with what it found. Whoever stops asking for steps must call `return()`,
 * as `for await` does, so that memory is freed.
 */
export type Search = (context: SearchContext) => AsyncGenerator<SearchStep, SearchResult, undefined>;

/** The most tokens that the model will see of a row: those of the longest result without the shortest padding. */
export function capacity({ prompts, padded, config }: SearchContext): number {
  const padding = prompts.map((prompt, i) => padded[i].length - prompt.length);
  return config.max_length - Math.min(...padding);
}
