import { Template } from '@huggingface/jinja';
import { ChatTemplateError } from './error.js';

const parsed = new Map<string, Template>();

/** The text that a chat template makes; @throws ChatTemplateError if it cannot be read or fails. */
export function renderTemplate(source: string, variables: Readonly<Record<string, unknown>>): string {
  const template = parse(source);
  try {
    return template.render(variables);
  } catch (cause) {
    throw new ChatTemplateError(`failed: ${(cause as Error).message}`, { cause });
  }
}

function parse(source: string): Template {
  const known = parsed.get(source);
  if (known) return known;
  try {
    const template = new Template(source);
    parsed.set(source, template);
    return template;
  } catch (cause) {
    throw new ChatTemplateError(`cannot be read: ${(cause as Error).message}`, { cause });
  }
}
