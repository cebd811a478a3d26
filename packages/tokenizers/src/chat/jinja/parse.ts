import { parse as parseTokens, tokenize } from '@huggingface/jinja';
import { ChatTemplateError } from '../error.js';
import type { Block } from './nodes.js';
import { placeOf } from './place.js';
import { plainSource } from './source.js';
import { plainTokens, type Token } from './tokens.js';

// Several times the longest templates there are. The parser takes the square of a row of white space.
const longestTemplate = 2 ** 18;
const longestGap = 1000;

/**
 * The syntax tree of a template. The parser is that of `@huggingface/jinja`; what it does not know is put in words that it does.
 *
 * @throws ChatTemplateError if it cannot be read
 */
export function parseTemplate(template: string): Block {
  if (template.length > longestTemplate) {
    throw new ChatTemplateError(`cannot be read: it has more than ${longestTemplate} characters`);
  }
  if (new RegExp(`\\s{${longestGap}}`).test(template)) {
    throw new ChatTemplateError(`cannot be read: it has more than ${longestGap} white spaces in a row`);
  }
  const { source, raw } = plainSource(template);
  let words: Token[] = [];
  let tokens: Token[] = [];
  try {
    words = tokenize(source, { lstrip_blocks: true, trim_blocks: true });
    tokens = plainTokens(words, raw);
    return parseTokens(tokens).body as unknown as Block;
  } catch (cause) {
    // The parser runs over the end where something is not closed.
    const atEnd = cause instanceof TypeError;
    const reason = atEnd ? 'something is not closed' : (cause as Error).message;
    const place = cause instanceof RangeError ? '' : placeOf(source, words, tokens, atEnd);
    throw new ChatTemplateError(`cannot be read${place}: ${reason}`, { cause });
  }
}
