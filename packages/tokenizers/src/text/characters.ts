import { newerFormats, newerMarks, newerNonspacingMarks, newerPunctuation } from './unicode-8.js';

/** Kinds of characters, as flags of `characterKind`. The names are those of the Unicode properties behind them. */
export const Kind = {
  Letter: 1,
  Number: 2,
  /** `White_Space`, which is what Rust's `char::is_whitespace` and Oniguruma's `\s` mean (JavaScript's `\s` differs). */
  Space: 4,
  /** Punctuation, and the ASCII symbols, which BERT counts as such. */
  Punctuation: 8,
  Mark: 16,
  NonspacingMark: 32,
  /** Control, format, private use. */
  Other: 64,
  /** `\w` of Rust and Oniguruma: alphabetic, marks, decimal digits, connectors. */
  Word: 128,
  /** Han ideographs as BERT counts them, which are set apart by spaces. */
  Ideograph: 256,
  /** White space that BERT takes for a space; other control characters vanish, even if they are white space. */
  PlainSpace: 512,
} as const;

/** What finds the characters of each kind. */
const finders: readonly (readonly [flag: number, finder: RegExp])[] = [
  [Kind.Letter, /\p{L}/gu],
  [Kind.Number, /\p{N}/gu],
  [Kind.Space, /\p{White_Space}/gu],
  [Kind.Punctuation, without(String.raw`\p{P}$+<=>\^\`\|~\u166D\u{111C9}`, newerPunctuation)],
  [Kind.Mark, without(String.raw`\p{M}\u1CF2\u1CF3`, newerMarks)],
  [Kind.NonspacingMark, without(String.raw`\p{Mn}\u1734\u{1171E}`, newerNonspacingMarks)],
  [Kind.Other, without(String.raw`\p{Cc}\p{Cf}\p{Co}`, newerFormats)],
  [Kind.Word, /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/gu],
  [
    Kind.Ideograph,
    /[\u4E00-\u9FFF\u3400-\u4DBF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B920}-\u{2CEAF}\uF900-\uFAFF\u{2F800}-\u{2FA1F}]/gu,
  ],
  [Kind.PlainSpace, /[\t\n\r]|(?!\p{Cc})\p{White_Space}/gu],
];

/** A finder of a character class without another one. */
function without(contents: string, other: string): RegExp {
  return new RegExp(`[[${contents}]--[${other}]]`, 'gv');
}

/** Set in every entry that was worked out. */
const known = 0x8000;
// Filled page by page: most texts need two or three pages of the 4,352, and memory is taken for no others.
const kinds = new Uint16Array(0x110000);

/** The `Kind` flags of a code point. */
export function characterKind(codePoint: number): number {
  return kinds[codePoint] || fillPage(codePoint);
}

function fillPage(codePoint: number): number {
  const first = codePoint & ~255;
  const units = first > 0xffff ? 2 : 1;
  let page = '';
  for (let each = first; each < first + 256; each++) page += String.fromCodePoint(each);
  kinds.fill(known, first, first + 256);
  for (const [flag, finder] of finders) {
    finder.lastIndex = 0;
    while (finder.test(page)) kinds[first + finder.lastIndex / units - 1] |= flag;
  }
  return kinds[codePoint];
}

/** The code point at `index`, without the cost of `codePointAt` for the common case. */
export function codePointAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  return unit < 0xd800 || unit > 0xdbff ? unit : text.codePointAt(index)!;
}

/** UTF-16 units that a code point takes. */
export function unitsOf(codePoint: number): 1 | 2 {
  return codePoint > 0xffff ? 2 : 1;
}

/** The code point that ends before `index`. */
export function codePointBefore(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  if (unit < 0xdc00 || unit > 0xdfff || index < 2) return unit;
  const pair = text.codePointAt(index - 2)!;
  return pair > 0xffff ? pair : unit;
}

/** Bytes that a code point takes in UTF-8 (3 for a lone surrogate, which becomes U+FFFD). */
export function utf8Length(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}

export function isSpace(codePoint: number): boolean {
  return (characterKind(codePoint) & Kind.Space) !== 0;
}
