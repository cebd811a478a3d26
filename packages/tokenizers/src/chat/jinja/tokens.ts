import type { tokenize } from '@huggingface/jinja';
import { rawText } from './source.js';

export type Token = ReturnType<typeof tokenize>[number];

/** The name under which `{% with %}` blocks are in the syntax tree: a call block whose arguments are the names. */
export const withBlock = '__with__';
/** The filter that makes a tuple of a list; no name of a template has a space. */
export const tupleFilter = 'as tuple';

/** Tokens of what the parser knows, in place of what it does not. */
export function plainTokens(tokens: readonly Token[], raw: readonly string[]): Token[] {
  return withTestArguments(withTuples(withBlocks(withNumbers(withRawTexts(tokens, raw)))));
}

const operators = ['and', 'or', 'not', 'is', 'in', 'if', 'elif', 'else'];
const brackets = ['OpenParen', 'OpenSquareBracket', 'OpenCurlyBracket'];
const opening: Token = { type: 'OpenParen', value: '(' };
const closing: Token = { type: 'CloseParen', value: ')' };
const name = (value: string): Token => ({ type: 'Identifier', value });

function withRawTexts(tokens: readonly Token[], raw: readonly string[]): Token[] {
  return tokens.flatMap((token, i): Token[] => {
    if (isName(token, rawText)) return [];
    return i > 0 && isName(tokens[i - 1], rawText)
      ? [{ type: 'StringLiteral', value: raw[Number(token.value)] }]
      : [token];
  });
}

/** `1e20`, `1_000` and `0xFF`, which the tokenizer takes for a number and a name, or with a sign for four tokens. */
function withNumbers(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [number, rest, sign, digits] = tokens.slice(i, i + 4);
    const tail = number.type === 'NumericLiteral' && rest?.type === 'Identifier' ? rest.value : '';
    const add = (value: string, taken: number): void => {
      out.push({ type: 'NumericLiteral', value });
      i += taken;
    };
    // With a point it is a float.
    const mantissa = number.value.includes('.') ? number.value : `${number.value}.0`;
    const hasSign = /^[-+]$/.test(sign?.value ?? '') && /^\d+$/.test(digits?.value ?? '');
    if (/^[eE]\d+$/.test(tail)) add(`${mantissa}e${tail.slice(1)}`, 1);
    else if (/^[eE]$/.test(tail) && hasSign) add(`${mantissa}e${sign.value}${digits.value}`, 3);
    else if (/^(_\d+)+$/.test(tail)) add(number.value + tail.replaceAll('_', ''), 1);
    else if (number.value === '0' && /^(x(_?[\da-f]+)+|o(_?[0-7]+)+|b(_?[01]+)+)$/i.test(tail)) {
      add(String(Number(`0${tail.replaceAll('_', '')}`)), 1);
    } else out.push(number);
  }
  return out;
}

/** `{% with a=1 %}` as a call block, `{% filter a|b %}` as a block in a block. */
function withBlocks(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  /** How many blocks each open filter block has become. */
  const filters: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const statement = tokens[i].type === 'OpenStatement' ? tokens.at(i + 1)?.value : undefined;
    const end = ['with', 'endwith', 'filter', 'endfilter'].includes(statement!)
      ? endOfStatement(tokens, i)
      : i;
    if (end === i) {
      out.push(tokens[i]);
      continue;
    }
    const inside = tokens.slice(i + 2, end);
    const block = (...content: Token[]): number => out.push(tokens[i], ...content, tokens[end]);
    if (statement === 'with') block(name('call'), name(withBlock), opening, ...inside, closing);
    else if (statement === 'endwith') block(name('endcall'));
    else if (statement === 'filter') {
      const chain = splitAtPipes(inside);
      filters.push(chain.length);
      for (const filter of chain.reverse()) block(name('filter'), ...filter);
    } else {
      for (let left = filters.pop() ?? 1; left > 0; left--) block(name('endfilter'));
    }
    i = end;
  }
  return out;
}

/** Where the statement that begins at `start` ends; `start` if it does not. */
function endOfStatement(tokens: readonly Token[], start: number): number {
  for (let at = start + 1; at < tokens.length && tokens[at].type !== 'OpenStatement'; at++) {
    if (tokens[at].type === 'CloseStatement') return at;
  }
  return start;
}

/** What is between the pipes that are in no bracket. */
function splitAtPipes(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.type.startsWith('Open')) depth++;
    if (token.type.startsWith('Close')) depth--;
    if (token.type === 'Pipe' && depth === 0) parts.push([]);
    else parts[parts.length - 1].push(token);
  }
  return parts;
}

/** `()` and `(1,)` as lists that a filter makes tuples: a list may end with a comma. */
function withTuples(tokens: readonly Token[]): Token[] {
  const closings = matchingBrackets(tokens);
  const tupleEnds = new Set<number>();
  return tokens.flatMap((token, i): Token[] => {
    const end = token.type === 'OpenParen' && !isCall(tokens.at(i - 1)) ? (closings.get(i) ?? -1) : -1;
    if (end === i + 1 || (end >= 0 && tokens[end - 1].type === 'Comma')) {
      tupleEnds.add(end);
      return [opening, { type: 'OpenSquareBracket', value: '[' }];
    }
    if (!tupleEnds.has(i)) return [token];
    return [
      { type: 'CloseSquareBracket', value: ']' },
      { type: 'Pipe', value: '|' },
      name(tupleFilter),
      closing,
    ];
  });
}

/** Whether a bracket behind the token holds arguments. */
function isCall(token: Token | undefined): boolean {
  if (token?.type === 'Identifier') return !operators.includes(token.value);
  return token?.type === 'CloseParen' || token?.type === 'CloseSquareBracket';
}

/** Tests with arguments, as `x is divisibleby(3)` or `x is eq 3`, are written as filters, which bind alike. */
function withTestArguments(tokens: readonly Token[]): Token[] {
  const closings = matchingBrackets(tokens);
  /** Brackets to be closed before the token at a place. */
  const toClose = new Map<number, number>();
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    for (let open = toClose.get(i) ?? 0; open > 0; open--) out.push(closing);
    const negate = isName(tokens.at(i + 1), 'not');
    const at = i + (negate ? 2 : 1);
    const test = tokens.at(at);
    const end =
      isName(tokens[i], 'is') && test?.type === 'Identifier' ? endOfArgument(tokens, at + 1, closings) : 0;
    if (end <= at + 1) {
      out.push(tokens[i]);
      continue;
    }
    out.push({ type: 'Pipe', value: '|' }, name(testName(test!.value, negate)));
    if (tokens[at + 1].type !== 'OpenParen') {
      out.push(opening);
      toClose.set(end, (toClose.get(end) ?? 0) + 1);
    }
    i = at;
  }
  return out;
}

/** Where the bracket that opens at a place closes. */
function matchingBrackets(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const matching = new Map<number, number>();
  const open: number[] = [];
  tokens.forEach(({ type }, i) => {
    if (type.startsWith('Open')) open.push(i);
    const last = type.startsWith('Close') ? open.pop() : undefined;
    if (last !== undefined) matching.set(last, i);
  });
  return matching;
}

/** Where the argument that begins at `start` ends; `start` if there is none. */
function endOfArgument(
  tokens: readonly Token[],
  start: number,
  closings: ReadonlyMap<number, number>,
): number {
  const first = tokens.at(start);
  if (first === undefined) return start;
  if (first.type === 'StringLiteral' || first.type === 'NumericLiteral') return start + 1;
  if (first.type === 'Identifier') {
    if (operators.includes(first.value)) return start;
    let end = start + 1;
    while (tokens.at(end)?.type === 'Dot' && tokens.at(end + 1)) end += 2;
    return end;
  }
  return brackets.includes(first.type) ? (closings.get(start) ?? start - 1) + 1 : start;
}

function isName(token: Token | undefined, name: string): boolean {
  return token?.type === 'Identifier' && token.value === name;
}

// No name of a filter has a space.
function testName(name: string, negate: boolean): string {
  return negate ? `is not ${name}` : `is ${name}`;
}

/** The test that stands in the tree as the filter of that name. */
export function readTestName(name: string): { readonly name: string; readonly negate: boolean } | undefined {
  const match = /^is (not )?(.+)$/.exec(name);
  return match ? { name: match[2], negate: match[1] !== undefined } : undefined;
}
