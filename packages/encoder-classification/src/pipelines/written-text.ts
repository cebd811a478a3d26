import { InvalidArgumentError, shown } from '@automodel/core';
import type { Encoding, PreTrainedTokenizer, EncodeOptions } from '@automodel/tokenizers';
import { checkText } from './inputs.js';

/** A text to label: a string, or words. */
export interface WrittenText {
  /** What places of entities point into. */
  readonly text: string;
  encode(tokenizer: PreTrainedTokenizer, options: EncodeOptions): Encoding;
  /** Where a token stands in the text. */
  placeOf(token: number, encoding: Encoding): [start: number, end: number];
}

/** @throws InvalidArgumentError if it is no text */
export function wholeText(text: unknown): WrittenText {
  checkText(text, 'what token-classification reads');
  return {
    text,
    encode: (tokenizer, options) => tokenizer.encodeFull(text, options),
    placeOf: (token, encoding) => encoding.tokenToChars(token),
  };
}

/**
 * A text of words, each of which is made tokens by itself.
 *
 * @param delimiter what stands between them in the text
 * @throws InvalidArgumentError if they are no words
 */
export function splitText(words: unknown, delimiter: string): WrittenText {
  if (!isWords(words)) {
    throw new InvalidArgumentError(
      `with is_split_into_words, token-classification reads lists of words; it got ${shown(words)}`,
    );
  }
  const begins: number[] = [];
  let end = 0;
  for (const word of words) {
    begins.push(end);
    end += word.length + delimiter.length;
  }
  return {
    text: words.join(delimiter),
    encode: (tokenizer, options) => tokenizer.encodeFull(words, { ...options, is_split_into_words: true }),
    placeOf: (token, encoding) => {
      const [first, last] = encoding.tokenToChars(token);
      const begin = begins[encoding.wordIds[token]];
      return [begin + first, begin + last];
    },
  };
}

export function isWords(text: unknown): text is readonly string[] {
  return Array.isArray(text) && text.every((word) => typeof word === 'string');
}
