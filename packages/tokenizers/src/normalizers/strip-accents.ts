import { mapCharacters, type AlignedText } from '../text/aligned-text.js';
import { characterKind, Kind } from '../text/characters.js';
import type { Normalizer } from './normalizer.js';

/** Removes combining marks; what is to be decomposed must be decomposed before. */
export class StripAccents implements Normalizer {
  normalize(text: AlignedText): AlignedText {
    if (!/[\p{M}\u1CF2\u1CF3]/u.test(text.text)) return text;
    return mapCharacters(text, (character, codePoint) =>
      characterKind(codePoint) & Kind.Mark ? '' : character,
    );
  }
}
