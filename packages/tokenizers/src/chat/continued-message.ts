import { InvalidArgumentError } from '@automodel/core';
import type { Chat } from './messages.js';

// As Python's; a template that trims takes the space away.
const tag = 'CONTINUE_FINAL_MESSAGE_TAG ';

/** A conversation whose last message is marked where it is to be continued. */
export interface ContinuedChat {
  readonly chat: Chat;
  /** The rendered text up to the mark. */
  cut(rendered: string): string;
}

/**
 * Marks the end of the last message's `field`.
 *
 * @throws InvalidArgumentError if there is nothing to continue, or if the template does not show it
 */
export function continueFinalMessage(chat: Chat, field: string, template: string): ContinuedChat {
  const last = chat.at(-1)!;
  const value = last[field] ?? undefined;
  if (value === undefined) {
    throw new InvalidArgumentError(
      `continue_final_message was given, but the last message has no "${field}" to continue`,
    );
  }
  if (typeof value !== 'string' && !Array.isArray(value)) {
    throw new InvalidArgumentError(
      `continue_final_message was given, but "${field}" of the last message is neither a text nor a list of parts`,
    );
  }
  if (!template.includes(field)) {
    throw new InvalidArgumentError(
      `continue_final_message is "${field}", which is no field that the chat template reads`,
    );
  }
  const { marked, text } = Array.isArray(value)
    ? markLastText(value)
    : { marked: `${value}${tag}`, text: value };
  return {
    chat: [...chat.slice(0, -1), { ...last, [field]: marked }],
    cut: (rendered) => cutAt(rendered, text),
  };
}

type Part = Readonly<Record<string, unknown>>;

function markLastText(parts: readonly Part[]): { marked: Part[]; text: string } {
  const at = parts.findLastIndex((part) => 'text' in part);
  if (at < 0) {
    throw new InvalidArgumentError('continue_final_message was given, but the last message has no text');
  }
  const text = parts[at].text as string;
  return { marked: parts.map((part, i) => (i === at ? { ...part, text: `${text}${tag}` } : part)), text };
}

function cutAt(rendered: string, text: string): string {
  const end = rendered.lastIndexOf(tag.trim());
  if (end < 0 || !rendered.includes(text.trim())) {
    throw new InvalidArgumentError(
      'continue_final_message was given, but the last message does not appear in the text that the chat template makes: the template drops it or a part of it',
    );
  }
  // The template trimmed the message if the space after the mark is gone.
  const keepsSpace = rendered.startsWith(tag, end);
  const cut = rendered.slice(0, end);
  return keepsSpace ? cut : cut.trimEnd();
}
