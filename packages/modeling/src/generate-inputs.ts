import { InvalidArgumentError, shown } from '@automodel/core';
import type { GenerateOptions, GenerationInputs, GenerationModel } from '@automodel/generation';
import type { TokenRows } from './token-rows.js';

/** What `generate` reads: what a tokenizer gives. */
export interface GenerateInputs {
  /** Rows of one length; those that are continued have their padding on the left. */
  readonly input_ids?: TokenRows;
  /** The same under the name that transformers has for any input. */
  readonly inputs?: TokenRows;
  /** 1 where a token is, 0 where padding is; if left out, padding is what has the pad id. */
  readonly attention_mask?: TokenRows | undefined;
  /** Tokenizers give it for some models; these do not read it. */
  token_type_ids?: TokenRows | undefined;
}

/** A call of `generate` in the words of `@automodel/generation`. */
export interface GenerateCall {
  readonly model: GenerationModel;
  readonly inputs: GenerationInputs;
  readonly options: GenerateOptions;
}

/**
 * Parts a call into what all models read, and the rest: what some read, and options, of which `more` go before.
 *
 * @throws InvalidArgumentError if there are no tokens
 */
export function splitCall<Rest extends object>(
  call: GenerateInputs & Rest,
  more: Partial<Rest> = {},
): { ids: TokenRows; attention_mask?: TokenRows | undefined; rest: Omit<Rest, keyof GenerateInputs> } {
  if (typeof (call as unknown) !== 'object' || (call as object | null) === null) {
    throw new InvalidArgumentError(
      'generate() takes what tokenizer(text) gives: { input_ids, attention_mask }',
    );
  }
  if (typeof (more as unknown) !== 'object') {
    throw new InvalidArgumentError(`generate() takes its options as an object, not as ${shown(more)}`);
  }
  const { input_ids, inputs, attention_mask, token_type_ids, ...rest } = call;
  void token_type_ids;
  const ids = input_ids ?? inputs;
  if (ids === undefined) {
    throw new InvalidArgumentError('generate() needs input_ids: give it what tokenizer(text) gives');
  }
  return { ids, attention_mask, rest: { ...rest, ...more } };
}
