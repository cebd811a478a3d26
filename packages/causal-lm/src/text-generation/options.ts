import {
  checkCount,
  InvalidArgumentError,
  refuseUnknownOptions,
  shown,
  type NonEmpty,
} from '@automodel/core';
import { generateOptionNames, type GenerateOptions } from '@automodel/generation';
import type {
  Chat,
  ChatDocument,
  ChatTemplateOptions,
  ChatTool,
  TokenizerOptions,
} from '@automodel/tokenizers';

/** Options of the pipeline beside those of `generate`. */
export interface TextGenerationPipelineOptions {
  /** Whether to return the prompt, too (default true). */
  readonly return_full_text?: boolean | undefined;
  /** Whether to return token ids, prompt included, instead of texts (default false). */
  readonly return_tensors?: boolean | undefined;
  /** A text that the model reads before the prompt; it is not returned. */
  readonly prefix?: string | undefined;
  /** `hole`: of a prompt that leaves no room for the new tokens only the end is read. See `slidingContext`, too. */
  readonly handle_long_generation?: 'hole' | undefined;
  /** Ends a text at any of this text's tokens. See `stop_strings` for a whole text. */
  readonly stop_sequence?: string | undefined;
  /** Whether the last message of a chat is continued, instead of answered (default: if it is the assistant's). */
  readonly continue_final_message?: boolean | undefined;
  readonly add_special_tokens?: boolean | undefined;
  readonly truncation?: TokenizerOptions['truncation'];
  readonly skip_special_tokens?: boolean | undefined;
  readonly clean_up_tokenization_spaces?: boolean | undefined;
  /** Tools that a chat's template shows to the model. */
  readonly tools?: readonly ChatTool[] | undefined;
  /** Texts that a chat's template shows to the model. */
  readonly documents?: readonly ChatDocument[] | undefined;
  /** More for the tokenizer: for texts options of its call, for chats those of `apply_chat_template`. */
  readonly tokenizer_encode_kwargs?: TokenizerOptions | ChatTemplateOptions | undefined;
  /** Prompts that are computed together (default 1, as in Python). */
  readonly batch_size?: number | undefined;
}

export type TextGenerationOptions = TextGenerationPipelineOptions & GenerateOptions;

const pipelineOptions: Record<keyof TextGenerationPipelineOptions, true> = {
  return_full_text: true,
  return_tensors: true,
  prefix: true,
  handle_long_generation: true,
  stop_sequence: true,
  continue_final_message: true,
  add_special_tokens: true,
  truncation: true,
  skip_special_tokens: true,
  clean_up_tokenization_spaces: true,
  tools: true,
  documents: true,
  tokenizer_encode_kwargs: true,
  batch_size: true,
};
const pipelineOptionNames = Object.keys(pipelineOptions);

/** What `generate` returns beside sequences: the pipeline's results have no place for it. */
const outputOptions = [
  'return_dict_in_generate',
  'output_scores',
  'output_logits',
  'output_attentions',
  'output_hidden_states',
] as const;

/** A text, or a chat: a list of messages. */
export type TextGenerationInput = string | Chat;

/** A text that was generated; of a chat, all of its messages with the answer. */
export interface TextGenerationSingle<T extends TextGenerationInput = TextGenerationInput> {
  readonly generated_text: T;
}

/** With `return_tensors`. */
export interface TokenGenerationSingle {
  readonly generated_token_ids: readonly number[];
}

/** What the options ask for: texts, chats, or token ids. */
export type TextGenerationOutput<Input, Options> = NonEmpty<
  Options extends { return_tensors: true }
    ? TokenGenerationSingle
    : TextGenerationSingle<
        Input extends string ? string : Options extends { return_full_text: false } ? string : Chat
      >
>;

/**
 * Parts the pipeline's own options from those of `generate`.
 *
 * @throws InvalidArgumentError for an option that neither of them knows, or a value that is none
 */
export function splitOptions(options: TextGenerationOptions): {
  own: TextGenerationPipelineOptions;
  call: GenerateOptions;
} {
  refuseUnknownOptions('text-generation', options, [...pipelineOptionNames, ...generateOptionNames]);
  const isOwn = ([name]: [string, unknown]): boolean => Object.hasOwn(pipelineOptions, name);
  const entries = Object.entries(options);
  const own = Object.fromEntries(entries.filter(isOwn)) as TextGenerationPipelineOptions;
  const call = Object.fromEntries(entries.filter((entry) => !isOwn(entry))) as GenerateOptions;
  check(own);
  for (const name of outputOptions) {
    if (call[name] == null || call[name] === false) continue;
    throw new InvalidArgumentError(`${name} is an option of model.generate(); a pipeline returns texts`);
  }
  return { own, call };
}

function check({
  return_full_text,
  return_tensors,
  handle_long_generation,
  batch_size,
  prefix = '',
  stop_sequence = '-',
}: TextGenerationPipelineOptions): void {
  const refuse = (reason: string): never => {
    throw new InvalidArgumentError(reason);
  };
  if (return_full_text !== undefined && return_tensors) {
    refuse('return_full_text and return_tensors contradict: tokens are returned with their prompt');
  }
  if (handle_long_generation !== undefined && (handle_long_generation as string) !== 'hole') {
    refuse(`handle_long_generation is "hole" or left out, not ${shown(handle_long_generation)}`);
  }
  if (batch_size !== undefined) checkCount('batch_size', batch_size);
  if (typeof prefix !== 'string') refuse(`prefix must be a text, not ${shown(prefix)}`);
  if (typeof stop_sequence !== 'string' || stop_sequence === '') {
    refuse(`stop_sequence must be a text of at least one character, not ${shown(stop_sequence)}`);
  }
}

/** Options that say something of texts, or of chats, only. */
const textOptions = ['prefix', 'add_special_tokens'] as const;
const chatOptions = ['continue_final_message', 'tools', 'documents'] as const;

/** @throws InvalidArgumentError for an option that would do nothing */
export function refuseForOtherInputs(own: TextGenerationPipelineOptions, input: 'text' | 'chat'): void {
  for (const name of input === 'text' ? chatOptions : textOptions) {
    if (own[name] === undefined) continue;
    const other = input === 'text' ? 'chats' : 'texts';
    throw new InvalidArgumentError(`${name} is an option for ${other}; the input is a ${input}`);
  }
}
