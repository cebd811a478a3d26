import { InvalidArgumentError, shown } from '@automodel/core';
import type { GenerateOptions } from '@automodel/generation';
import type { Chat, PreTrainedTokenizer } from '@automodel/tokenizers';
import {
  refuseForOtherInputs,
  type TextGenerationInput,
  type TextGenerationPipelineOptions,
} from './options.js';

/** An input as the model reads it. */
export interface Prompt {
  readonly input: TextGenerationInput;
  readonly ids: readonly number[];
  /** Tokens that are not of the generated text: the prompt's, or none if the text began empty. */
  readonly visible: number;
  /** Tokens of `prefix`. */
  readonly prefixLength: number;
  /** Whether a chat's last message is continued. */
  readonly continues: boolean;
}

/** What prompts are made with. */
export interface PromptContext {
  readonly tokenizer: PreTrainedTokenizer;
  /** The most tokens that the model reads. */
  readonly maxLength: number;
  /** What holds where the call says nothing. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly own: TextGenerationPipelineOptions;
  readonly call: GenerateOptions;
}

export function isChat(input: unknown): input is Chat {
  return Array.isArray(input) && input.length > 0 && input.every(isMessage);
}

function isMessage(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'role' in value && 'content' in value;
}

/**
 * Turns an input into tokens.
 *
 * @throws InvalidArgumentError if it is neither a text nor a chat, or leaves nothing to read
 */
export function encodePrompt(input: TextGenerationInput, context: PromptContext): Prompt {
  if (typeof input === 'string') return encodeText(input, context);
  if (isChat(input)) return encodeChat(input, context);
  throw new InvalidArgumentError(
    `text-generation takes a text, a chat (a list of messages { role, content }), or a list of either; it got ${shown(input)}`,
  );
}

function encodeText(input: string, context: PromptContext): Prompt {
  const { tokenizer, own, defaults } = context;
  refuseForOtherInputs(own, 'text');
  const { prefix = '', add_special_tokens } = own;
  const special = add_special_tokens === undefined ? {} : { add_special_tokens };
  const { input_ids: ids } = tokenizer(prefix + input, {
    ...special,
    ...truncation(context),
    ...own.tokenizer_encode_kwargs,
    return_tensor: false,
  });
  const begun = { input, continues: false };
  if (ids.length === 0)
    return { ...begun, ids: [firstToken(tokenizer, defaults)], visible: 0, prefixLength: 0 };
  const prefixLength = prefix === '' ? 0 : tokenizer.encode(prefix, special).length;
  const read = leaveRoom(ids, context);
  return { ...begun, ids: read, visible: read.length, prefixLength };
}

function encodeChat(input: Chat, context: PromptContext): Prompt {
  const { tokenizer, own } = context;
  refuseForOtherInputs(own, 'chat');
  const given = own.tokenizer_encode_kwargs;
  if (tokenizer.chat_template === undefined && !(given && 'chat_template' in given)) {
    throw new InvalidArgumentError(
      'this model has no chat template: it was not trained on chats. Give it a text, or say how messages become one: ' +
        "tokenizer_encode_kwargs: { chat_template: '{% for message in messages %}...{% endfor %}' }",
    );
  }
  const last = input[input.length - 1];
  const continues = own.continue_final_message ?? last.role === 'assistant';
  if (continues && typeof last.content !== 'string') {
    throw new InvalidArgumentError('only a last message whose content is a text can be continued');
  }
  const { input_ids } = tokenizer.apply_chat_template(input, {
    add_generation_prompt: !continues,
    continue_final_message: continues,
    ...(own.tools && { tools: own.tools }),
    ...(own.documents && { documents: own.documents }),
    ...truncation(context),
    ...own.tokenizer_encode_kwargs,
    return_tensor: false,
  });
  const ids = leaveRoom(input_ids, context);
  return { input, ids, visible: ids.length, prefixLength: 0, continues };
}

/** How the tokenizer shortens a prompt, if the call says so. */
function truncation({ own, call }: PromptContext): Pick<TextGenerationPipelineOptions, 'truncation'> {
  if (own.truncation === undefined) return {};
  return { truncation: own.truncation, ...(call.max_length != null && { max_length: call.max_length }) };
}

/**
 * An empty text begins with the token that texts begin with.
 *
 * @throws InvalidArgumentError if there is none
 */
export function firstToken(
  tokenizer: PreTrainedTokenizer,
  defaults: Readonly<Record<string, unknown>>,
): number {
  const bos = tokenizer.bos_token_id ?? defaults['bos_token_id'];
  if (typeof bos === 'number') return bos;
  throw new InvalidArgumentError('the prompt is empty, and this model has no token that a text begins with');
}

/** With `handle_long_generation: 'hole'`: only so much of the end that the new tokens have room. */
function leaveRoom(ids: readonly number[], context: PromptContext): readonly number[] {
  const { maxLength, defaults, own, call } = context;
  if (own.handle_long_generation !== 'hole') return ids;
  const longest = call.max_length ?? (defaults['max_length'] as number | undefined);
  const newTokens =
    call.max_new_tokens ??
    (longest === undefined ? (defaults['max_new_tokens'] as number) : longest - ids.length);
  if (newTokens < 0) {
    throw new InvalidArgumentError(
      'with handle_long_generation say how many new tokens there may be: max_new_tokens',
    );
  }
  if (ids.length + newTokens <= maxLength) return ids;
  const kept = maxLength - newTokens;
  if (kept > 0) return ids.slice(-kept);
  throw new InvalidArgumentError(
    `max_new_tokens: ${newTokens} leaves no room for a prompt: the model reads at most ${maxLength} tokens`,
  );
}
