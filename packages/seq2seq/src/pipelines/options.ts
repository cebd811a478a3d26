import { InvalidArgumentError, checkCount, refuseUnknownOptions } from '@automodel/core';
import { generateOptionNames } from '@automodel/generation';
import type { Seq2SeqGenerateOptions } from '../generate-inputs.js';

/** Options of a pipeline beside those of `generate`. */
export interface TextToTextPipelineOptions {
  /** Whether to return token ids instead of texts (default false). */
  readonly return_tensors?: boolean | undefined;
  readonly clean_up_tokenization_spaces?: boolean | undefined;
  /** Whether an input that is too long is cut off, with a warning, instead of refused (default false). */
  readonly truncation?: boolean | undefined;
  /** Inputs that are computed together (default 8); those of similar length are. */
  readonly batch_size?: number | undefined;
  /** Called after each batch with how many inputs are done, of how many. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export type TextToTextOptions = TextToTextPipelineOptions & Seq2SeqGenerateOptions;

const names = {
  return_tensors: true,
  clean_up_tokenization_spaces: true,
  truncation: true,
  batch_size: true,
  onProgress: true,
} satisfies Record<keyof TextToTextPipelineOptions, true>;

/** What `generate` returns beside sequences: results of pipelines have no place for it. */
const outputOptions = ['return_dict_in_generate', 'output_scores', 'output_logits'];

/**
 * Parts the pipeline's options from those of `generate`.
 *
 * @param more names of options that the task has
 * @throws InvalidArgumentError for an option that neither knows
 */
export function splitOptions<Options extends TextToTextOptions>(
  task: string,
  options: Options,
  more: readonly string[] = [],
): { own: Options; call: Seq2SeqGenerateOptions } {
  const known = [...Object.keys(names), ...more];
  const generating = generateOptionNames.filter((name) => !outputOptions.includes(name));
  refuseUnknownOptions(task, options, [...known, ...generating]);
  const { batch_size, onProgress } = options;
  if (onProgress !== undefined && typeof (onProgress as unknown) !== 'function') {
    throw new InvalidArgumentError(`onProgress must be a function, but ${String(onProgress)} was given`);
  }
  if (batch_size !== undefined) checkCount('batch_size', batch_size);
  const parts = (isOwn: boolean): object =>
    Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name) === isOwn));
  return { own: parts(true) as Options, call: parts(false) as Seq2SeqGenerateOptions };
}
