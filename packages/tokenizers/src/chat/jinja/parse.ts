import { parse as parseTokens, tokenize } from '@huggingface/jinja';
import { ChatTemplateError } from '../error.js';
import type { Block } from './nodes.js';

type Token = ReturnType<typeof tokenize>[number];

// Several times the longest templates there are. The parser takes the square of a row of white space.
const longestTemplate = 2 ** 18;
const longestGap = 1000;

/** The name under which `{% generation %}` blocks are in the syntax tree: a call block, as in Python. */
export const generationBlock = '__generation__';

/**
 * The syntax tree of a template. The parser is that of `@huggingface/jinja`, to which this adds the `generation` block, numbers
 * with exponents, and tests with arguments.
 *
 * @throws ChatTemplateError if it cannot be read
 */
export function parseTemplate(source: string): Block {
  if (source.length > longestTemplate) {
    throw new ChatTemplateError(`cannot be read: it has more than ${longestTemplate} characters`);
  }
  if (new RegExp(`\\s{${longestGap}}`).test(source)) {
    throw new ChatTemplateError(`cannot be read: it has more than ${longestGap} white spaces in a row`);
  }
  try {
    const tokens = tokenize(withoutPlus(markGenerations(source)), { lstrip_blocks: true, trim_blocks: true });
    return parseTokens(withTestArguments(withExponents(tokens))).body as unknown as Block;
  } catch (cause) {
    // The parser runs over the end where something is not closed.
    const reason = cause instanceof TypeError ? 'something is not closed' : (cause as Error).message;
    throw new ChatTemplateError(`cannot be read: ${reason}`, { cause });
  }
}

function markGenerations(source: string): string {
  return source
    .replace(/\{%([-+]?)\s*generation\s*([-+]?)%\}/g, `{%$1 call ${generationBlock}() $2%}`)
    .replace(/\{%([-+]?)\s*endgeneration\s*([-+]?)%\}/g, '{%$1 endcall $2%}');
}

/** `{%+` and `+%}` keep the white space around a block, as an empty expression does. */
function withoutPlus(source: string): string {
  return source.replaceAll('{%+', "{{ '' }}{%").replaceAll('+%}', "%}{{ '' }}");
}

/** `1e20`, which the tokenizer takes for a number and a name, or with a sign for four tokens. */
function withExponents(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const [number, name, sign, digits] = tokens.slice(i, i + 4);
    const isNumber = number.type === 'NumericLiteral' && name?.type === 'Identifier';
    const float = (exponent: string): Token => ({
      type: 'NumericLiteral',
      // With a point it is a float.
      value: `${number.value.includes('.') ? number.value : `${number.value}.0`}e${exponent}`,
    });
    if (isNumber && /^[eE]\d+$/.test(name.value)) {
      out.push(float(name.value.slice(1)));
      i += 1;
    } else if (
      isNumber &&
      /^[eE]$/.test(name.value) &&
      /^[-+]$/.test(sign?.value ?? '') &&
      /^\d+$/.test(digits?.value ?? '')
    ) {
      out.push(float(sign.value + digits.value));
      i += 3;
    } else out.push(number);
  }
  return out;
}

const operators = ['and', 'or', 'not', 'is', 'in', 'if', 'else'];
const brackets = ['OpenParen', 'OpenSquareBracket', 'OpenCurlyBracket'];

/** Tests with arguments, as `x is divisibleby(3)` or `x is eq 3`, are written as filters, which bind alike. */
function withTestArguments(tokens: readonly Token[]): Token[] {
  const closing = matchingBrackets(tokens);
  /** Brackets to be closed before the token at a place. */
  const toClose = new Map<number, number>();
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    for (let open = toClose.get(i) ?? 0; open > 0; open--) out.push({ type: 'CloseParen', value: ')' });
    const negate = isName(tokens.at(i + 1), 'not');
    const at = i + (negate ? 2 : 1);
    const name = tokens.at(at);
    const end =
      isName(tokens[i], 'is') && name?.type === 'Identifier' ? endOfArgument(tokens, at + 1, closing) : 0;
    if (end <= at + 1) {
      out.push(tokens[i]);
      continue;
    }
    out.push({ type: 'Pipe', value: '|' }, { type: 'Identifier', value: testName(name!.value, negate) });
    if (tokens[at + 1].type !== 'OpenParen') {
      out.push({ type: 'OpenParen', value: '(' });
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
  closing: ReadonlyMap<number, number>,
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
  return brackets.includes(first.type) ? (closing.get(start) ?? start - 1) + 1 : start;
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
