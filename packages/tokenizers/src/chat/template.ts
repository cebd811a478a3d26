import { AutomodelError } from '@automodel/core';
import { ChatTemplateError } from './error.js';
import { Budget } from './jinja/budget.js';
import { globals } from './jinja/globals.js';
import type { Block } from './jinja/nodes.js';
import { parseTemplate } from './jinja/parse.js';
import { Scope } from './jinja/scope.js';
import { Statements } from './jinja/statements.js';
import { toValue } from './jinja/values.js';

/** What a template made of a conversation. */
export interface Rendered {
  readonly text: string;
  /** Start and end of what the assistant says, in UTF-16 units, for templates with `{% generation %}`. */
  readonly generations: readonly (readonly [start: number, end: number])[];
}

// A process has few templates, but each request may bring its own.
const mostKept = 16;
const parsed = new Map<string, Block>();

/**
 * Renders a chat template, which is data from a stranger: it sees nothing but the variables, and its steps, ranges and texts are
 * bounded.
 *
 * @throws ChatTemplateError if it cannot be read, fails, refuses the conversation, or does not come to an end
 */
export function renderTemplate(source: string, variables: Readonly<Record<string, unknown>>): Rendered {
  const template = parseOnce(source);
  const budget = new Budget();
  const statements = new Statements(budget);
  try {
    const given = Object.entries(variables).filter(([, value]) => value !== undefined);
    const scope = new Scope(
      new Scope(undefined, globals(budget)),
      given.map(([name, value]) => [name, toValue(value)]),
    );
    const text = statements.render(template, scope);
    return { text, generations: statements.generations };
  } catch (cause) {
    if (cause instanceof AutomodelError) throw cause;
    const reason =
      cause instanceof RangeError
        ? 'it calls itself too often, or nests too deeply'
        : (cause as Error).message;
    throw new ChatTemplateError(`failed: ${reason}`, { cause });
  }
}

function parseOnce(source: string): Block {
  const known = parsed.get(source);
  if (known) return known;
  const template = parseTemplate(source);
  const [oldest] = parsed.keys();
  if (parsed.size >= mostKept) parsed.delete(oldest);
  parsed.set(source, template);
  return template;
}
