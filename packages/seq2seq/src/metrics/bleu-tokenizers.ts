import { wordsOf } from './ngrams.js';

/** How BLEU cuts texts into tokens; by sacreBLEU's names. */
export type BleuTokenizerName = '13a' | 'intl' | 'char' | 'none';

/** The tokenizer of WMT's mteval-v13a: ASCII punctuation, but full stops and commas in numbers. */
function tokenize13a(text: string): string[] {
  const plain = text
    .replaceAll('<skipped>', '')
    .replaceAll('-\n', '')
    .replaceAll('\n', ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
  const spaced = ` ${plain} `
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/g, '$1 $2 ');
  return wordsOf(spaced);
}

/** mteval-v14's: all punctuation of Unicode but between numbers, and all symbols. */
function tokenizeInternational(text: string): string[] {
  const spaced = text
    .replace(/(\P{N})(\p{P})/gu, '$1 $2 ')
    .replace(/(\p{P})(\P{N})/gu, ' $1 $2')
    .replace(/\p{S}/gu, ' $& ');
  return wordsOf(spaced);
}

function tokenizeCharacters(text: string): string[] {
  return wordsOf([...text].join(' '));
}

export const bleuTokenizers: Readonly<Record<BleuTokenizerName, (text: string) => string[]>> = {
  '13a': tokenize13a,
  intl: tokenizeInternational,
  char: tokenizeCharacters,
  none: wordsOf,
};
