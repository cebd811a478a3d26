import { checkCount, InvalidArgumentError, refuseUnknownOptions, shown } from '@automodel/core';
import { checkPrecision, type Precision } from './quantize-embeddings.js';
import type { OutputValue } from './sentence-encoder.js';

/** How far an encoding has come. */
export interface EmbedProgress {
  /** Texts that are done. */
  readonly done: number;
  /** Texts in all; unknown while texts come from a stream. */
  readonly total?: number;
}

/** Options that `encode` and `encodeStream` share. */
export interface EmbedOptions<P extends Precision = Precision> {
  /** What is put before each text, as the model was trained with. */
  readonly prompt?: string;
  /** A prompt by its name among the model's `prompts`. */
  readonly prompt_name?: string;
  /** Most texts that are computed at once; as many of one length as have 1,024 tokens, if left out. */
  readonly batch_size?: number;
  /** Scales the vectors to length 1, after they were cut. */
  readonly normalize_embeddings?: boolean;
  /** Keeps the first elements only, for models that were trained for that (https://arxiv.org/abs/2205.13147). */
  readonly truncate_dim?: number;
  /** How the vectors' elements are stored: `float32` (default), `int8`, `uint8`, `binary` or `ubinary`. */
  readonly precision?: P;
  /** Called when texts are done. */
  readonly progress_callback?: (progress: EmbedProgress) => void;
  /** Ends the computation early. */
  readonly signal?: AbortSignal;
}

export interface EmbedCallOptions<P extends Precision = Precision> extends EmbedOptions<P> {
  /** The vector of each text (default), or the vectors of its tokens. */
  readonly output_value?: OutputValue;
}

const optionNames: Record<keyof EmbedCallOptions, true> = {
  prompt: true,
  prompt_name: true,
  batch_size: true,
  normalize_embeddings: true,
  truncate_dim: true,
  precision: true,
  progress_callback: true,
  signal: true,
  output_value: true,
};

const outputs: readonly OutputValue[] = ['sentence_embedding', 'token_embeddings'];

/** @throws InvalidArgumentError for an option that is unknown or cannot be honoured */
export function checkEmbedOptions(options: EmbedCallOptions): void {
  refuseUnknownOptions('encode()', options, Object.keys(optionNames));
  const { batch_size, truncate_dim, precision, output_value, normalize_embeddings } = options;
  if (batch_size !== undefined) checkCount('batch_size', batch_size);
  if (truncate_dim !== undefined) checkCount('truncate_dim', truncate_dim);
  if (precision !== undefined) checkPrecision(precision);
  if (output_value === undefined || output_value === 'sentence_embedding') return;
  if (!outputs.includes(output_value)) {
    throw new InvalidArgumentError(
      `there is no output_value "${String(output_value)}"; choose one of ${outputs.join(', ')}`,
    );
  }
  // They belong to the vectors of texts.
  for (const [name, value] of Object.entries({ truncate_dim, normalize_embeddings, precision })) {
    if (value !== undefined && value !== false && value !== 'float32') {
      throw new InvalidArgumentError(`${name} cannot be used with output_value "token_embeddings"`);
    }
  }
}

/** @throws InvalidArgumentError if it is no list of texts */
export function checkTexts(texts: readonly string[]): void {
  if (!Array.isArray(texts)) {
    throw new InvalidArgumentError(`encode() takes a text or a list of texts; it got ${shown(texts)}`);
  }
  const wrong = texts.findIndex((text) => typeof text !== 'string');
  if (wrong >= 0) {
    throw new InvalidArgumentError(`text ${wrong} is no text but ${typeof (texts as unknown[])[wrong]}`);
  }
}
