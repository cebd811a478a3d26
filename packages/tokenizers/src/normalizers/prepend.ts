import { Rewriter, type AlignedText } from '../text/aligned-text.js';
import { codePointAt, unitsOf } from '../text/characters.js';
import type { Normalizer } from './normalizer.js';

/** Writes a prefix before a text that is not empty. */
export class Prepend implements Normalizer {
  constructor(private readonly prefix: string) {}

  normalize(text: AlignedText): AlignedText {
    if (text.length === 0 || this.prefix === '') return text;
    const rewriter = new Rewriter(text);
    prependTo(rewriter, text.text, 0, this.prefix);
    return rewriter.finish();
  }
}

/** Writes `prefix` before the character at `at`, sharing that character's place in the original text. */
export function prependTo(rewriter: Rewriter, text: string, at: number, prefix: string): void {
  rewriter.replace(prefix);
  rewriter.insert(text.slice(at, at + unitsOf(codePointAt(text, at))));
}
