import { AutomodelError } from '@automodel/core';

/** A chat template that cannot be read, that fails or refuses a conversation, or that does not come to an end. */
export class ChatTemplateError extends AutomodelError {
  constructor(reason: string, options?: ErrorOptions) {
    super('chat-template', `the chat template ${reason}`, options);
  }
}
