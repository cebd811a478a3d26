import type { Decoder } from './decoder.js';
import { cleanUpContractions } from './word-piece.js';

/** Connectionist temporal classification: repeated tokens count once, padding between them parts them. */
export class Ctc implements Decoder {
  constructor(
    private readonly padToken: string,
    private readonly wordDelimiterToken: string,
    private readonly cleanup: boolean,
  ) {}

  decode(tokens: readonly string[]): string[] {
    return tokens
      .filter((token, i) => token !== tokens[i - 1])
      .map((token) => {
        const text = token.replaceAll(this.padToken, '');
        return this.cleanup ? cleanUpContractions(text).replaceAll(this.wordDelimiterToken, ' ') : text;
      })
      .filter((text) => text !== '');
  }
}
