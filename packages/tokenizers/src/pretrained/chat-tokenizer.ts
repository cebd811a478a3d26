import { InvalidArgumentError, shown, type Tensor } from '@automodel/core';
import { assistantMask } from '../chat/assistant-mask.js';
import type { ChatEncoding, ChatTemplateOptions } from '../chat/chat-options.js';
import { continueFinalMessage } from '../chat/continued-message.js';
import type { Chat } from '../chat/messages.js';
import { readChatOptions } from '../chat/read-chat-options.js';
import { renderTemplate, type Rendered } from '../chat/template.js';
import { chooseTemplate, type ChatTemplates } from '../chat/template-choice.js';
import type { Encoding } from '../encoding.js';
import { toTensor } from './batch-encoding.js';
import { encodeOptionNames, type EncodeOptions, type TextBatch, type TokenizerOptions } from './options.js';
import { TokenLookup } from './token-lookup.js';

/** Conversations to prompts, by the template that the model was trained with. */
export abstract class ChatTokenizer extends TokenLookup {
  /** The template of conversations, or several by name; as in Python another one can be set. */
  abstract chat_template: ChatTemplates | undefined;

  abstract _call(text: string | TextBatch, options: TokenizerOptions): unknown;

  abstract encodeFullBatch(texts: TextBatch, options: Omit<EncodeOptions, 'text_pair'>): Encoding[];

  /**
   * A conversation (or several) as the model expects it: token ids, or the text with `tokenize: false`. The template is Jinja,
   * in Python's dialect: `tojson`, `raise_exception`, `strftime_now`, `break` and `continue`, `{% generation %}`.
   *
   * @example
   * const { input_ids } = tokenizer.apply_chat_template([{ role: 'user', content: 'Hello!' }], { add_generation_prompt: true });
   * @throws ChatTemplateError if the template cannot be read, refuses the conversation, or does not come to an end
   * @throws InvalidArgumentError if there is no template, or if options contradict one another
   */
  apply_chat_template(conversation: Chat, options: ChatTemplateOptions & { tokenize: false }): string;
  apply_chat_template(
    conversation: readonly Chat[],
    options: ChatTemplateOptions & { tokenize: false },
  ): string[];
  apply_chat_template(
    conversation: Chat,
    options: ChatTemplateOptions & { return_dict: false; return_tensor: false },
  ): number[];
  apply_chat_template(
    conversation: readonly Chat[],
    options: ChatTemplateOptions & { return_dict: false; return_tensor: false },
  ): number[][];
  apply_chat_template(
    conversation: Chat | readonly Chat[],
    options: ChatTemplateOptions & { return_dict: false },
  ): Tensor<'int32'>;
  apply_chat_template(
    conversation: Chat,
    options: ChatTemplateOptions & { return_tensor: false },
  ): ChatEncoding<number[]>;
  apply_chat_template(
    conversation: readonly Chat[],
    options: ChatTemplateOptions & { return_tensor: false },
  ): ChatEncoding<number[][]>;
  apply_chat_template(conversation: Chat | readonly Chat[], options?: ChatTemplateOptions): ChatEncoding;
  apply_chat_template(conversation: Chat | readonly Chat[], options: ChatTemplateOptions = {}): unknown {
    const settings = readChatOptions(options);
    const batched = isBatch(conversation);
    const rendered = (batched ? conversation : [conversation]).map((chat) => this.render(chat, settings));
    const texts = rendered.map(({ text }) => text);
    if (!settings.tokenize) return batched ? texts : texts[0];
    const { tokenizerOptions } = settings;
    const encoded = this._call(batched ? texts : texts[0], tokenizerOptions) as ChatEncoding<unknown>;
    if (!settings.return_dict) return encoded.input_ids;
    if (settings.return_assistant_tokens_mask) {
      const encodings = this.encodeFullBatch(texts, onlyEncodeOptions(tokenizerOptions));
      const masks = encodings.map((encoding, i) => assistantMask(encoding, rendered[i].generations));
      encoded.assistant_masks = tokenizerOptions.return_tensor
        ? toTensor(masks, 1)
        : batched
          ? masks.map((mask) => Array.from(mask))
          : Array.from(masks[0]);
    }
    return encoded;
  }

  private render(chat: Chat, settings: ReturnType<typeof readChatOptions>): Rendered {
    const { tools, documents, add_generation_prompt, continue_final_message } = settings;
    const template = this.get_chat_template(settings.chat_template, tools);
    checkChat(chat, template);
    const variables = {
      ...this.special_tokens_map,
      ...settings.variables,
      tools,
      documents,
      add_generation_prompt,
    };
    if (!continue_final_message) return renderTemplate(template, { ...variables, messages: chat });
    const field = continue_final_message === true ? 'content' : continue_final_message;
    const continued = continueFinalMessage(chat, field, template);
    const { text, generations } = renderTemplate(template, { ...variables, messages: continued.chat });
    return { text: continued.cut(text), generations };
  }

  /** The template that {@link apply_chat_template} would take; `chat_template` is one, or the name of one. */
  get_chat_template(chat_template: string | null = null, tools: readonly object[] | null = null): string {
    return chooseTemplate(this.chat_template, chat_template, tools !== null);
  }
}

function isBatch(conversation: Chat | readonly Chat[]): conversation is readonly Chat[] {
  if (Array.isArray(conversation) && conversation.length > 0) return Array.isArray(conversation[0]);
  throw new InvalidArgumentError(
    'a conversation is a list of at least one message, { role, content }, or a list of such lists',
  );
}

/** Refuses what Python makes prompts of in which something is missing: messages without a role, or without content of any kind. */
function checkChat(chat: Chat, template: string): void {
  const fits =
    Array.isArray(chat) &&
    chat.length > 0 &&
    chat.every(
      (message: unknown) => typeof message === 'object' && message !== null && !Array.isArray(message),
    );
  if (!fits) {
    throw new InvalidArgumentError('a conversation is a list of at least one message, { role, content }');
  }
  chat.forEach((message, i) => {
    if (typeof message.role !== 'string') {
      throw new InvalidArgumentError(
        `message ${i} of the conversation needs a role, for example "user"; it is ${shown(message)}`,
      );
    }
    const isRead = (name: string): boolean => name !== 'role' && template.includes(name);
    // Calls of tools, thoughts and the like may stand alone.
    if (message.content === undefined && !Object.keys(message).some(isRead)) {
      throw new InvalidArgumentError(
        `message ${i} of the conversation needs content; it is ${shown(message)}`,
      );
    }
  });
}

function onlyEncodeOptions(options: TokenizerOptions): Omit<EncodeOptions, 'text_pair'> {
  return Object.fromEntries(Object.entries(options).filter(([name]) => encodeOptionNames.includes(name)));
}
