import { characterKind, codePointAt, Kind, unitsOf } from '../text/characters.js';

/** The end of the word that begins at `at`; `end` is where the text ends. */
type NextWord = (text: string, at: number, end: number) => number;

/** Pushes the spans of consecutive words that cover `[start, end)`. */
export type Splitter = (text: string, start: number, end: number, spans: number[]) => void;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const APOSTROPHE = 0x27;

const LETTER_NUMBER_SPACE = Kind.Letter | Kind.Number | Kind.Space;

/** GPT-2's expression. */
export const GPT2_PATTERN = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;

/** By hand what `GPT2_PATTERN` matches. */
export const splitGpt2 = splitterOf((text, at, end) => {
  const first = text.charCodeAt(at);
  if (first === APOSTROPHE) {
    const contraction = contractionEnd(text, at, end, false);
    if (contraction > at) return contraction;
  }
  let start = at;
  let kind = kindAt(text, start);
  if (first === SPACE && at + 1 < end) {
    const next = kindAt(text, at + 1);
    if (!(next & Kind.Space)) {
      start++;
      kind = next;
    }
  }
  if (kind & Kind.Letter) return runOf(Kind.Letter, text, start, end);
  if (kind & Kind.Number) return runOf(Kind.Number, text, start, end);
  if (kind & Kind.Space) return spacesEnd(text, at, end);
  return runOfOthers(text, start, end);
});

/** The expression of cl100k, Llama 3 and Qwen by hand; they differ in how many digits make a word. */
const splitCl100k = (digits: number): Splitter =>
  splitterOf((text, at, end) => {
    const first = codePointAt(text, at);
    const kind = characterKind(first);
    if (first === APOSTROPHE) {
      const contraction = contractionEnd(text, at, end, true);
      if (contraction > at) return contraction;
    }
    if (kind & Kind.Letter) return runOf(Kind.Letter, text, at, end);
    if (kind & Kind.Number) return runOf(Kind.Number, text, at, end, digits);
    const next = at + unitsOf(first);
    const isLineEnd = first === LINE_FEED || first === CARRIAGE_RETURN;
    if (!isLineEnd && next < end && kindAt(text, next) & Kind.Letter)
      return runOf(Kind.Letter, text, next, end);
    const start = first === SPACE && next < end ? next : at;
    if (!(kindAt(text, start) & LETTER_NUMBER_SPACE))
      return lineEnds(text, runOfOthers(text, start, end), end);
    return spacesEndAfterLines(text, at, end);
  });

const cl100kPattern = (digits: string): string =>
  String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}${digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;

/** Splitters by hand for expressions that many tokenizers have; each match of theirs is a word and nothing is left over. */
export const knownSplitters: ReadonlyMap<string, Splitter> = new Map([
  [GPT2_PATTERN, splitGpt2],
  [cl100kPattern('{1,3}'), splitCl100k(3)],
  [cl100kPattern(''), splitCl100k(1)],
]);

function splitterOf(nextWord: NextWord): Splitter {
  return (text, start, end, spans) => {
    for (let at = start; at < end;) {
      const next = nextWord(text, at, end);
      spans.push(at, next);
      at = next;
    }
  };
}

function kindAt(text: string, at: number): number {
  return characterKind(codePointAt(text, at));
}

function runOf(kind: number, text: string, at: number, end: number, most = Infinity): number {
  for (let count = 0; at < end && count < most; count++) {
    const codePoint = codePointAt(text, at);
    if (!(characterKind(codePoint) & kind)) break;
    at += unitsOf(codePoint);
  }
  return at;
}

function runOfOthers(text: string, at: number, end: number): number {
  while (at < end) {
    const codePoint = codePointAt(text, at);
    if (characterKind(codePoint) & LETTER_NUMBER_SPACE) break;
    at += unitsOf(codePoint);
  }
  return at;
}

function lineEnds(text: string, at: number, end: number): number {
  while (at < end && (text.charCodeAt(at) === LINE_FEED || text.charCodeAt(at) === CARRIAGE_RETURN)) at++;
  return at;
}

/** `\s+(?!\S)|\s+`: of several spaces before a word, the last one is left to the word. */
function spacesEnd(text: string, at: number, end: number): number {
  const stop = runOf(Kind.Space, text, at, end);
  return stop < end && stop - at > 1 ? stop - 1 : stop;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line end among the spaces, if there is one. */
function spacesEndAfterLines(text: string, at: number, end: number): number {
  const stop = runOf(Kind.Space, text, at, end);
  for (let i = stop; i > at; i--) if (lineEnds(text, i - 1, i) === i) return i;
  return stop < end && stop - at > 1 ? stop - 1 : stop;
}

/** `'s|'t|'re|'ve|'m|'ll|'d` */
function contractionEnd(text: string, at: number, end: number, ignoreCase: boolean): number {
  const letter = (index: number): string => {
    const character = index < end ? text[index] : '';
    // U+017F is a long s, which folds to s.
    return ignoreCase ? (character === '\u017F' ? 's' : character.toLowerCase()) : character;
  };
  const first = letter(at + 1);
  if (first === 's' || first === 't' || first === 'm' || first === 'd') return at + 2;
  const second = letter(at + 2);
  if ((first === 'r' || first === 'v') && second === 'e') return at + 3;
  return first === 'l' && second === 'l' ? at + 3 : at;
}
