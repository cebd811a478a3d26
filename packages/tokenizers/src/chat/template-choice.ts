import { InvalidArgumentError, shown } from '@automodel/core';
import type { Spec } from '../spec.js';

/** One template, or several by name. */
export type ChatTemplates = string | Readonly<Record<string, string>>;

/** `chat_template` of tokenizer_config.json: a template, a list of `{ name, template }`, or an object. */
export function readChatTemplates(config: Spec): ChatTemplates | undefined {
  const value = config.raw('chat_template');
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    const named = config.objects('chat_template');
    return Object.fromEntries(named.map((each) => [each.string('name'), each.string('template')]));
  }
  if (typeof value !== 'object') return config.string('chat_template');
  const named = config.object('chat_template');
  return Object.fromEntries(named.names().map((name) => [name, named.string(name)]));
}

/**
 * The template of a call: the one that it names or brings, else the tokenizer's, for tools if it has one for them.
 *
 * @throws InvalidArgumentError if there is none
 */
export function chooseTemplate(
  templates: ChatTemplates | undefined,
  chosen: string | null,
  hasTools: boolean,
): string {
  if (chosen !== null && typeof chosen !== 'string') {
    throw new InvalidArgumentError(`chat_template must be a string, not ${shown(chosen)}`);
  }
  if (typeof templates === 'object') {
    if (chosen !== null) return Object.hasOwn(templates, chosen) ? templates[chosen] : chosen;
    const name = hasTools && Object.hasOwn(templates, 'tool_use') ? 'tool_use' : 'default';
    if (Object.hasOwn(templates, name)) return templates[name];
    throw new InvalidArgumentError(
      `this tokenizer has several chat templates and none is its default: pass the name of one as chat_template (${Object.keys(templates).sort().join(', ')})`,
    );
  }
  const template = chosen ?? templates;
  if (template !== undefined) return template;
  throw new InvalidArgumentError(
    'this tokenizer has no chat template: its model was not made for conversations, or its files lack chat_template.jinja; pass one as chat_template',
  );
}
