import { mapCharacters, type AlignedText } from '../text/aligned-text.js';
import type { Normalizer } from './normalizer.js';

/** Lower case, character by character: a final sigma is written as any other, as in Rust. */
export class Lowercase implements Normalizer {
  normalize(text: AlignedText): AlignedText {
    const lower = text.text.replaceAll('Σ', 'σ').toLowerCase();
    if (lower.length === text.length) return text.withText(lower);
    return mapCharacters(text, (character) => (character === 'Σ' ? 'σ' : character.toLowerCase()));
  }
}
