import { mapCharacters, type AlignedText } from '../text/aligned-text.js';
import type { Normalizer } from './normalizer.js';

const removed = /^[\x01-\x08\x0B\x0E-\x1F\x7F\x8F\x9F]$/;
const spaces = /^[\t\n\f\r\u1680\u200B-\u200F\u2028\u2029\u2581\uFEFF\uFFFD]$/;

/** SentencePiece's `nmt` rules: control characters go, odd spaces become plain ones. */
export class Nmt implements Normalizer {
  normalize(text: AlignedText): AlignedText {
    return mapCharacters(text, (character) =>
      removed.test(character) ? '' : spaces.test(character) ? ' ' : character,
    );
  }
}
