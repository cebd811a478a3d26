import type { AlignedText } from '../text/aligned-text.js';

/** Changes text before it is split, keeping track of where each character came from. */
export interface Normalizer {
  normalize(text: AlignedText): AlignedText;
}
