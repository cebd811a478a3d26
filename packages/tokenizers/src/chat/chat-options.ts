import { InvalidArgumentError, nearestName, shown, type Tensor } from '@automodel/core';
import type { BatchEncoding } from '../pretrained/batch-encoding.js';
import type { TokenizerOptions } from '../pretrained/options.js';
import type { ChatDocument, ChatTool } from './messages.js';

/** What can be said when a conversation becomes a prompt. */
export interface ChatTemplateOptions extends Pick<
  TokenizerOptions,
  'padding' | 'truncation' | 'max_length' | 'return_tensor'
> {
  /** JSON schemas of tools that the model may call. */
  tools?: readonly ChatTool[] | null | undefined;
  /** Texts for models that answer from them. */
  documents?: readonly ChatDocument[] | null | undefined;
  /** A template, or the name of one of the tokenizer's (default: `tool_use` if there are tools and such a one, else `default`). */
  chat_template?: string | null | undefined;
  /** Ends with the beginning of the assistant's answer (default false). */
  add_generation_prompt?: boolean | undefined;
  /** Leaves the last message open, to be continued; a name means that field of it (default false). */
  continue_final_message?: boolean | string | undefined;
  /** Token ids (default), or the text. */
  tokenize?: boolean | undefined;
  /** `input_ids` and `attention_mask` (default), or the ids alone. */
  return_dict?: boolean | undefined;
  /** `assistant_masks`: 1 where the assistant speaks, for templates with `{% generation %}` (default false). */
  return_assistant_tokens_mask?: boolean | undefined;
  /** Further options of the tokenizer. */
  tokenizer_kwargs?: TokenizerOptions | undefined;
  /** Variables of the template, whatever their names are. */
  chat_template_kwargs?: Readonly<Record<string, unknown>> | undefined;
  /** Everything else is a variable of the template, too, unless its name is almost that of an option. */
  [variable: string]: unknown;
}

const optionNames = [
  'tools',
  'documents',
  'chat_template',
  'add_generation_prompt',
  'continue_final_message',
  'tokenize',
  'return_dict',
  'return_assistant_tokens_mask',
  'padding',
  'truncation',
  'max_length',
  'return_tensor',
  'tokenizer_kwargs',
  'chat_template_kwargs',
];

/** What `apply_chat_template` returns with `return_dict`. */
export interface ChatEncoding<T = Tensor<'int32'>> extends BatchEncoding<T> {
  /** 1 for the assistant's tokens, if `return_assistant_tokens_mask`. */
  assistant_masks?: T;
}

/**
 * Tells the options from the template's variables, with their defaults.
 *
 * @throws InvalidArgumentError for options that contradict one another, and for a variable that looks like an option
 */
export function readChatOptions(options: ChatTemplateOptions) {
  if (typeof options !== 'object' || (options as object | null) === null) {
    throw new InvalidArgumentError(
      `apply_chat_template() takes its options as an object, not ${shown(options)}`,
    );
  }
  const {
    tools = null,
    documents = null,
    chat_template = null,
    add_generation_prompt = false,
    continue_final_message = false,
    tokenize = true,
    return_dict = true,
    return_assistant_tokens_mask = false,
    padding = false,
    truncation = false,
    max_length = null,
    return_tensor = true,
    tokenizer_kwargs = {},
    chat_template_kwargs = {},
    ...variables
  } = options;
  for (const name of Object.keys(variables)) {
    const nearest = nearestName(name, optionNames, (length) => length / 4);
    if (nearest === undefined) continue;
    throw new InvalidArgumentError(
      `apply_chat_template() does not know the option "${name}"; did you mean "${nearest}"? A variable of the template that is called so goes into chat_template_kwargs`,
    );
  }
  if (return_assistant_tokens_mask && !(return_dict && tokenize)) {
    throw new InvalidArgumentError(
      'return_assistant_tokens_mask needs return_dict: true and tokenize: true, which are the defaults',
    );
  }
  if (continue_final_message && add_generation_prompt) {
    throw new InvalidArgumentError(
      'continue_final_message continues the last message and add_generation_prompt begins another one: choose one',
    );
  }
  if (continue_final_message && return_assistant_tokens_mask) {
    throw new InvalidArgumentError('continue_final_message goes not with return_assistant_tokens_mask');
  }
  return {
    tools,
    documents,
    chat_template,
    add_generation_prompt,
    continue_final_message,
    tokenize,
    return_dict,
    return_assistant_tokens_mask,
    tokenizerOptions: {
      padding,
      truncation,
      max_length,
      return_tensor,
      add_special_tokens: false,
      ...tokenizer_kwargs,
    } satisfies TokenizerOptions,
    variables: { ...variables, ...chat_template_kwargs },
  };
}
