import { InvalidArgumentError, nearestName, shown } from '@automodel/core';
import type { TokenizerOptions } from '../pretrained/options.js';
import type { ChatTemplateOptions } from './chat-options.js';

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
