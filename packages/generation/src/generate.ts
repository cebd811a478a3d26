import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { GenerationModel } from './generation-model.js';
import { checkRequest, type GenerateOptions, type GenerationInputs } from './request.js';
import type { SearchResult, SearchStep } from './search/search.js';
import { prepareSearch } from './strategy.js';

/** What `generate` found. */
export interface GenerateOutput {
  /** int32 `[rows, length]`: prompts with their padding, new tokens, padding behind rows that ended earlier. */
  readonly sequences: Tensor<'int32'>;
  /** Of beams: float32 `[rows]`, the score that they were ranked by. */
  readonly sequences_scores?: Tensor<'float32'>;
  /** Of beams: int32 `[rows, new tokens]`, the row that each token was appended to; -1 behind the end. */
  readonly beam_indices?: Tensor<'int32'>;
  /** With `output_scores`: of each step `[rows, vocabulary]`, as processors left them; zeros where a row had ended. */
  readonly scores?: readonly Tensor<'float32'>[];
  /** With `output_logits`: likewise, as the model gave them. */
  readonly logits?: readonly Tensor<'float32'>[];
}

/**
 * Continues prompts, token for token as Python's `generate` does. The options decide the strategy: greedy search, sampling
 * (`do_sample`), beam search (`num_beams`) and beam sampling, diverse beam search (`num_beam_groups`), constrained beam
 * search (`force_words_ids`), contrastive search (`penalty_alpha` and `top_k`), assisted generation (`assistant_model`,
 * `prompt_lookup_num_tokens`), classifier-free guidance (`guidance_scale`).
 *
 * @param file the content of the model's generation_config.json
 * @throws InvalidArgumentError if an option is unknown, has a wrong value, or contradicts another
 * @throws ContextLengthError if a row would be longer than what the model reads
 * @throws NonFiniteLogitsError if the model gives scores that are not numbers
 */
export async function generate(
  model: GenerationModel,
  inputs: GenerationInputs,
  options: GenerateOptions = {},
  file: Readonly<Record<string, unknown>> = {},
): Promise<GenerateOutput> {
  const request = checkRequest(model, inputs, options, file);
  const { search, context } = prepareSearch(request);
  const { streamer, onStep } = options;
  options.signal?.throwIfAborted();
  streamer?.put(request.padded.map((row) => Array.from(row)));
  const steps = search(context);
  try {
    while (true) {
      const step = await steps.next();
      if (step.done) return toOutput(step.value);
      onStep?.(step.value);
      streamer?.put(Array.from(step.value.tokens, (token) => [token]));
    }
  } finally {
    // Where a callback threw, the search is not at its end yet.
    await steps.return(undefined as never);
    streamer?.end();
  }
}

/**
 * Continues prompts, and gives new tokens as they come. Leaving the loop ends the computation.
 *
 * @throws what {@link generate} throws, and InvalidArgumentError for beams
 * @example
 * for await (const { tokens } of streamTokens(model, { prompts: [ids] }, { max_new_tokens: 50 })) show(tokens[0]);
 */
export async function* streamTokens(
  model: GenerationModel,
  inputs: GenerationInputs,
  options: GenerateOptions = {},
  file: Readonly<Record<string, unknown>> = {},
): AsyncGenerator<{ rows: number[]; tokens: number[] }, GenerateOutput, undefined> {
  const request = checkRequest(model, inputs, options, file);
  if (request.config.num_beams > 1) {
    throw new InvalidArgumentError(
      'beams have no tokens to stream: which ones stay shows at the end. Set num_beams to 1, or await generate()',
    );
  }
  const { search, context } = prepareSearch(request);
  options.signal?.throwIfAborted();
  const steps = search(context);
  try {
    while (true) {
      const step = await steps.next();
      if (step.done) return toOutput(step.value);
      options.onStep?.(step.value);
      yield copied(step.value);
    }
  } finally {
    await steps.return(undefined as never);
  }
}

function copied({ rows, tokens }: SearchStep): { rows: number[]; tokens: number[] } {
  return { rows: Array.from(rows), tokens: Array.from(tokens) };
}

function toOutput(found: SearchResult): GenerateOutput {
  const { sequences, sequencesScores, beamIndices, scores, logits } = found;
  const steps = (all: readonly (readonly Float32Array[])[]): Tensor<'float32'>[] =>
    all.map((rows) => matrix('float32', rows));
  return {
    sequences: matrix('int32', sequences),
    ...(sequencesScores && {
      sequences_scores: new Tensor('float32', Float32Array.from(sequencesScores), [sequencesScores.length]),
    }),
    ...(beamIndices && { beam_indices: matrix('int32', beamIndices) }),
    ...(scores && { scores: steps(scores) }),
    ...(logits && { logits: steps(logits) }),
  };
}

function matrix<T extends 'int32' | 'float32'>(
  type: T,
  rows: readonly (Int32Array | Float32Array)[],
): Tensor<T> {
  const width = rows[0].length;
  const tensor = new Tensor(type, new Array<number>(rows.length * width).fill(0), [rows.length, width]);
  rows.forEach((row, i) => {
    (tensor.data as Int32Array | Float32Array).set(row, i * width);
  });
  return tensor;
}
