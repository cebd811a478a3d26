import { parse, tokenize } from '@huggingface/jinja';
import type { Token } from './tokens.js';

const blocks = ['if', 'for', 'macro', 'call', 'filter', 'set'];

/** Where in a template the parser gave up, and at what, as far as that can be told. */
export function placeOf(
  source: string,
  words: readonly Token[],
  tokens: readonly Token[],
  atEnd: boolean,
): string {
  const openers = [...source.matchAll(/\{[{%]/g)].map(({ index }) => index);
  const opener = tokens.length === 0 ? undefined : (atEnd && openBlock(tokens)) || lastOpener(tokens);
  const isOpener = ({ type }: Token): boolean => type === 'OpenStatement' || type === 'OpenExpression';
  const number = opener
    ? words.filter(isOpener).indexOf(opener)
    : openers.findIndex((start, i) => !isReadable(source.slice(start, openers.at(i + 1))));
  if (!(number in openers)) return '';
  const at = openers[number];
  const line = source.slice(0, at).split('\n').length;
  const [near] = source.slice(at, at + 60).split('\n');
  return ` at line ${line}, near ${JSON.stringify(near)}`;
}

/** The beginning of the innermost block that is not closed. */
function openBlock(tokens: readonly Token[]): Token | undefined {
  const open: Token[] = [];
  tokens.forEach((token, i) => {
    const name = token.type === 'OpenStatement' ? (tokens.at(i + 1)?.value ?? '') : '';
    if (name.startsWith('end')) open.pop();
    // With a value it is no block.
    else if (blocks.includes(name) && !(name === 'set' && isAssignment(tokens, i))) open.push(token);
  });
  return open.pop();
}

function isAssignment(tokens: readonly Token[], start: number): boolean {
  for (let i = start; i < tokens.length && tokens[i].type !== 'CloseStatement'; i++) {
    if (tokens[i].type === 'Equals') return true;
  }
  return false;
}

/** The beginning of the statement or expression that the parser read last. */
function lastOpener(tokens: readonly Token[]): Token | undefined {
  let last = 0;
  const watched = new Proxy([...tokens], {
    get(target, key, receiver): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) last = Math.max(last, Number(key));
      return Reflect.get(target, key, receiver);
    },
  });
  try {
    parse(watched);
  } catch {
    // As before.
  }
  return tokens
    .slice(0, last + 1)
    .findLast(({ type }) => type === 'OpenStatement' || type === 'OpenExpression');
}

function isReadable(source: string): boolean {
  try {
    tokenize(source);
    return true;
  } catch {
    return false;
  }
}
