import type { Decoder } from './decoder.js';

/** Joins pieces that carry the prefix, puts spaces between the others, and takes back some that English does not have. */
export class WordPieceDecoder implements Decoder {
  constructor(
    private readonly prefix: string,
    private readonly cleanup: boolean,
  ) {}

  decode(tokens: readonly string[]): string[] {
    return tokens.map((token, i) => {
      const joined =
        i === 0 ? token : token.startsWith(this.prefix) ? token.slice(this.prefix.length) : ` ${token}`;
      return this.cleanup ? cleanUpContractions(joined) : joined;
    });
  }
}

/** `clean_up_tokenization` of Python's transformers: no space before punctuation and contractions. */
export function cleanUpTokenization(text: string): string {
  return cleanUp(text, [" n't", " 'm", " 's", " 've", " 're"]);
}

/** The same with "do not" contracted, as the WordPiece and CTC decoders do. */
export function cleanUpContractions(text: string): string {
  return cleanUp(text, [" n't", " 'm", ' do not', " 's", " 've", " 're"]);
}

function cleanUp(text: string, contractions: readonly string[]): string {
  let out = text;
  for (const mark of [' .', ' ?', ' !', ' ,']) out = out.replaceAll(mark, mark.trim());
  out = out.replaceAll(" ' ", "'");
  for (const contraction of contractions) {
    out = out.replaceAll(contraction, contraction === ' do not' ? " don't" : contraction.trim());
  }
  return out;
}
