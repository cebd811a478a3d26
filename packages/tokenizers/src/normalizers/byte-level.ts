import { mapCharacters, type AlignedText } from '../text/aligned-text.js';
import { toByteCharacters } from '../text/bytes.js';
import type { Normalizer } from './normalizer.js';

/** Each byte of the UTF-8 form as one printable character. */
export class ByteLevelNormalizer implements Normalizer {
  normalize(text: AlignedText): AlignedText {
    return mapCharacters(text, toByteCharacters);
  }
}
