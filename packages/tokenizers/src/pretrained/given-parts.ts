import type { TokenizerParts } from '../tokenizer.js';

/** Parts in place of tokenizer.json, for the classes that Python builds on the SentencePiece library. */
export class GivenParts {
  constructor(readonly parts: TokenizerParts) {}
}
