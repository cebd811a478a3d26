import { InvalidArgumentError } from '@automodel/core';
import type { GenerateOptions, GenerationInputs } from '@automodel/generation';
import { readTokenRows, type TokenRows } from '@automodel/modeling';

/** What `generate` continues: what a tokenizer gives, with padding on the left. */
export interface GenerateInputs {
  readonly input_ids?: TokenRows;
  /** The same under the name that transformers has for any input. */
  readonly inputs?: TokenRows;
  readonly attention_mask?: TokenRows | undefined;
  /** Tokenizers give it for some models; decoders do not read it. */
  token_type_ids?: TokenRows | undefined;
}

/** Inputs and options in one object, as in transformers.js. */
export type GenerateCall = GenerateInputs & GenerateOptions;

/** Parts a call into what to continue and how. */
export function splitInputs(
  call: GenerateCall,
  more: GenerateOptions = {},
): { inputs: GenerationInputs; options: GenerateOptions } {
  if (typeof (call as unknown) !== 'object' || (call as object | null) === null) {
    throw new InvalidArgumentError(
      'generate() takes what tokenizer(text) gives: { input_ids, attention_mask }',
    );
  }
  const { input_ids, inputs, attention_mask, ...rest } = call;
  const options: Omit<GenerateCall, 'input_ids' | 'inputs' | 'attention_mask'> = { ...rest };
  delete options.token_type_ids;
  const ids = input_ids ?? inputs;
  if (ids === undefined) {
    throw new InvalidArgumentError('generate() needs input_ids: give it what tokenizer(text) gives');
  }
  return {
    inputs: {
      prompts: readTokenRows('input_ids', ids),
      ...(attention_mask && { mask: readTokenRows('attention_mask', attention_mask) }),
    },
    options: { ...(options as GenerateOptions), ...more },
  };
}
