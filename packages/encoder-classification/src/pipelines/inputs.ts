import { InvalidArgumentError, shown } from '@automodel/core';
import { paddedBatches } from '@automodel/modeling';
import type { Encoding, EncodeOptions, PreTrainedTokenizer } from '@automodel/tokenizers';

/** What a tokenizer can be told about each text. */
export type TextOptions = Pick<EncodeOptions, 'truncation' | 'max_length' | 'add_special_tokens'>;

/** The most tokens of a text: those that the network reads, or fewer if the tokenizer's files say so. */
export function longestInput(
  { model_max_length }: PreTrainedTokenizer,
  { maxLength = Infinity }: { readonly maxLength?: number | undefined },
): number | undefined {
  const longest = Math.min(model_max_length, maxLength);
  // Where files do not say, Python's number for that is 1e30.
  return longest < 1e15 ? longest : undefined;
}

/** Options of the tokenizer, by which texts are cut to what the network reads if the caller does not say otherwise. */
export function fittingOptions(
  { truncation = true, ...options }: TextOptions,
  longest: number | undefined,
): TextOptions {
  const isCut = truncation !== false && truncation !== 'do_not_truncate' && truncation !== null;
  // Without a limit there is nothing to cut to.
  if (isCut && longest === undefined && options.max_length == null) return { ...options, truncation: false };
  return { ...options, truncation, ...(isCut && { max_length: options.max_length ?? longest }) };
}

/** Computes encoded texts in batches of similar length. */
export async function computeRows<Output, Row>(
  tokenizer: PreTrainedTokenizer,
  encodings: readonly Encoding[],
  compute: (inputs: ReturnType<typeof paddedBatches>[number]['inputs']) => Promise<Output>,
  rowOf: (output: Output, row: number, encoding: Encoding) => Row,
): Promise<Row[]> {
  const rows = new Array<Row>(encodings.length);
  for (const { inputs, indices } of paddedBatches(tokenizer, encodings)) {
    const output = await compute(inputs);
    indices.forEach((index, row) => {
      rows[index] = rowOf(output, row, encodings[index]);
    });
  }
  return rows;
}

/** @throws InvalidArgumentError if it is not a text */
export function checkText(text: unknown, what: string): asserts text is string {
  if (typeof text !== 'string')
    throw new InvalidArgumentError(`${what} must be a text; it is ${shown(text)}`);
}

/** @throws InvalidArgumentError if it is not one of `choices` */
export function checkChoice<T extends string>(
  name: string,
  value: unknown,
  choices: readonly T[],
): asserts value is T {
  if ((choices as readonly unknown[]).includes(value)) return;
  throw new InvalidArgumentError(`${name} must be one of ${choices.join(', ')}; it is ${shown(value)}`);
}
