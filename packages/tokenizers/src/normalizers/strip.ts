import type { AlignedText } from '../text/aligned-text.js';
import { isSpace } from '../text/characters.js';
import type { Normalizer } from './normalizer.js';

/** Removes white space at the ends. */
export class Strip implements Normalizer {
  constructor(
    private readonly left: boolean,
    private readonly right: boolean,
  ) {}

  normalize(text: AlignedText): AlignedText {
    let start = 0;
    let end = text.length;
    if (this.left) while (start < end && isSpace(text.text.charCodeAt(start))) start++;
    if (this.right) while (end > start && isSpace(text.text.charCodeAt(end - 1))) end--;
    return text.slice(start, end);
  }
}
