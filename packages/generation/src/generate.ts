import { InvalidArgumentError, Tensor, throwIfAborted, zeros } from '@automodel/core';
import type { GenerationModel } from './generation-model.js';
import { prepareInspection } from './inspection.js';
import { checkRequest, type CheckedRequest, type GenerateOptions, type GenerationInputs } from './request.js';
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
  /**
   * With `output_hidden_states`: of each step the embeddings and the output of every layer, `[rows, tokens, hidden]`, where
   * the first step has the prompt's tokens, and each later one a single token; zeros at padding and where a row had ended.
   * Rows of beams are those that the step computed, `prompts * num_beams`.
   */
  readonly hidden_states?: readonly (readonly Tensor<'float32'>[])[];
  /**
   * With `output_attentions`: of each step and layer `[rows, heads, tokens of the step, tokens so far]`, also where a
   * sliding window lets only the last of those be seen (Python leaves the others out).
   */
  readonly attentions?: readonly (readonly Tensor<'float32'>[])[];
  /** Of encoder-decoders, the same of the decoder. */
  readonly decoder_hidden_states?: readonly (readonly Tensor<'float32'>[])[];
  readonly decoder_attentions?: readonly (readonly Tensor<'float32'>[])[];
  /** With `output_attentions`: of each step and layer what the decoder saw of the inputs, `[rows, heads, tokens, source]`. */
  readonly cross_attentions?: readonly (readonly Tensor<'float32'>[])[];
  /** With `output_hidden_states`: of the encoder, which runs once, the embeddings and every layer, `[inputs, source, hidden]`. */
  readonly encoder_hidden_states?: readonly Tensor<'float32'>[];
  /** With `output_attentions`: of every layer `[inputs, heads, source, source]`. */
  readonly encoder_attentions?: readonly Tensor<'float32'>[];
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
  const steps = prepareSteps(request);
  const { streamer } = options;
  streamer?.put(request.padded.map((row) => Array.from(row)));
  try {
    while (true) {
      const step = await steps.next();
      if (step.done) return step.value;
      streamer?.put(Array.from(step.value.tokens, (token) => [token]));
    }
  } finally {
    // Where a streamer threw, the search is not at its end yet.
    await steps.return(undefined as never);
    streamer?.end();
  }
}

/**
 * Continues prompts, and gives new tokens as they come. Leaving the loop ends the computation; so does, some time later,
 * forgetting the stream.
 *
 * @throws what {@link generate} throws, and InvalidArgumentError for beams
 * @example
 * for await (const { tokens } of streamTokens(model, { prompts: [ids] }, { max_new_tokens: 50 })) show(tokens[0]);
 */
export function streamTokens(
  model: GenerationModel,
  inputs: GenerationInputs,
  options: GenerateOptions = {},
  file: Readonly<Record<string, unknown>> = {},
): TokenStream {
  const tokens = newTokens(model, inputs, options, file);
  const stream = relay(tokens);
  forgotten.register(stream, tokens);
  return stream;
}

type TokenStream = AsyncGenerator<{ rows: number[]; tokens: number[] }, GenerateOutput, undefined>;

/** A generator that nobody asks any more holds its caches until it is told to return; nobody else can be told. */
const forgotten = new FinalizationRegistry((tokens: TokenStream) => {
  tokens.return(undefined as never).catch(() => undefined);
});

async function* relay(tokens: TokenStream): TokenStream {
  return yield* tokens;
}

async function* newTokens(
  model: GenerationModel,
  inputs: GenerationInputs,
  options: GenerateOptions,
  file: Readonly<Record<string, unknown>>,
): TokenStream {
  const request = checkRequest(model, inputs, options, file);
  if (request.config.num_beams > 1) {
    throw new InvalidArgumentError(
      'beams have no tokens to stream: which ones stay shows at the end. Set num_beams to 1, or await generate()',
    );
  }
  const steps = prepareSteps(request);
  try {
    while (true) {
      const step = await steps.next();
      if (step.done) return step.value;
      yield { rows: Array.from(step.value.rows), tokens: Array.from(step.value.tokens) };
    }
  } finally {
    await steps.return(undefined as never);
  }
}

type Steps = AsyncGenerator<SearchStep, GenerateOutput, undefined>;

/** The search that a call asks for; nothing is computed before its first step is asked for. */
function prepareSteps(request: CheckedRequest): Steps {
  const { search, context } = prepareSearch(request);
  const inspection = prepareInspection(request);
  const { signal, onStep } = request.options;
  throwIfAborted(signal);
  return run();

  async function* run(): Steps {
    const steps = search(context);
    try {
      while (true) {
        const step = await steps.next();
        if (step.done) {
          return { ...toOutput(step.value), ...(await inspection?.layers(step.value.sequences)) };
        }
        inspection?.see(step.value);
        onStep?.(step.value);
        yield step.value;
      }
    } finally {
      // Where a callback threw, the search is not at its end yet.
      await steps.return(undefined as never);
    }
  }
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
  const tensor = zeros([rows.length, width], type);
  rows.forEach((row, i) => {
    (tensor.data as Int32Array | Float32Array).set(row, i * width);
  });
  return tensor;
}
