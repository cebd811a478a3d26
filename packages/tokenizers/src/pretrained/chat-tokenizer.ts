import { InvalidArgumentError, type Tensor } from '@automodel/core';
import { readChatOptions, type ChatEncoding, type ChatTemplateOptions } from '../chat/chat-options.js';
import { continueFinalMessage } from '../chat/continued-message.js';
import type { Chat } from '../chat/messages.js';
import { renderTemplate } from '../chat/template.js';
import { chooseTemplate, type ChatTemplates } from '../chat/template-choice.js';
import type { TokenizerOptions, TextBatch } from './options.js';
import { TokenLookup } from './token-lookup.js';

/** Conversations to prompts, by the template that the model was trained with. */
export abstract class ChatTokenizer extends TokenLookup {
  /** The template of conversations, or several by name; as in Python another one can be set. */
  abstract chat_template: ChatTemplates | undefined;

  abstract _call(text: string | TextBatch, options: TokenizerOptions): unknown;

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
    const { tools, documents, add_generation_prompt, continue_final_message } = settings;
    const template = this.get_chat_template(settings.chat_template, tools);
    const field = continue_final_message === true ? 'content' : continue_final_message;
    const render = (chat: Chat): string => {
      checkChat(chat);
      const variables = {
        ...this.special_tokens_map,
        ...settings.variables,
        tools,
        documents,
        add_generation_prompt,
      };
      if (!field) return renderTemplate(template, { ...variables, messages: chat });
      const continued = continueFinalMessage(chat, field, template);
      return continued.cut(renderTemplate(template, { ...variables, messages: continued.chat }));
    };
    const text = isBatch(conversation) ? conversation.map(render) : render(conversation);
    if (!settings.tokenize) return text;
    const encoded = this._call(text, settings.tokenizerOptions) as ChatEncoding;
    return settings.return_dict ? encoded : encoded.input_ids;
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

function checkChat(chat: Chat): void {
  const fits =
    Array.isArray(chat) &&
    chat.length > 0 &&
    chat.every(
      (message: unknown) => typeof message === 'object' && message !== null && !Array.isArray(message),
    );
  if (!fits) {
    throw new InvalidArgumentError('a conversation is a list of at least one message, { role, content }');
  }
}
