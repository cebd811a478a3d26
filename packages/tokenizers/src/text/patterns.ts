import { TokenizerFileError } from '../errors.js';
import { readOniguruma } from '../regex/oniguruma.js';
import { Spec } from '../spec.js';

/** Finds matches in a text and pushes each one's start and end. */
export type Finder = (text: string, matches: number[]) => void;

/** Reads `{ "String": "..." }` or `{ "Regex": "..." }`. */
export function readPattern(spec: Spec, name: string): Finder {
  const pattern = spec.object(name);
  // Python, too, makes an expression of a string, which matters for the empty one: it is found everywhere.
  const literal = pattern.has('String') ? pattern.string('String') : '';
  if (literal !== '') return literalFinder(literal);
  const source = pattern.has('String') ? '' : pattern.string('Regex');
  try {
    const matcher = readOniguruma(source);
    return (text, matches) => {
      if (text !== '') matcher.findAll(text, matches);
    };
  } catch (cause) {
    throw new TokenizerFileError(pattern.path('Regex'), (cause as Error).message, { cause });
  }
}

/** Finds every occurrence of a string; an empty one occurs nowhere. */
export function literalFinder(literal: string): Finder {
  return (text, matches) => {
    if (literal === '') return;
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + literal.length)) {
      matches.push(at, at + literal.length);
    }
  };
}

/** Finds every match of a global expression; in an empty text none, not even an empty one, as in Rust. */
export function regexFinder(regex: RegExp): Finder {
  return (text, matches) => {
    if (text === '') return;
    regex.lastIndex = 0;
    for (let match = regex.exec(text); match; match = regex.exec(text)) {
      matches.push(match.index, match.index + match[0].length);
      if (match[0] === '') regex.lastIndex += text.codePointAt(match.index)! > 0xffff ? 2 : 1;
    }
  };
}
