import type { Tensor } from '@automodel/core';
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

/** What `apply_chat_template` returns with `return_dict`. */
export interface ChatEncoding<T = Tensor<'int32'>> extends BatchEncoding<T> {
  /** 1 for the assistant's tokens, if `return_assistant_tokens_mask`. */
  assistant_masks?: T;
}
