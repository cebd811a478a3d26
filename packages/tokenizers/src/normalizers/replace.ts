import { Rewriter, type AlignedText } from '../text/aligned-text.js';
import { refuseGrowth } from '../text/growth.js';
import type { Finder } from '../text/patterns.js';
import type { Normalizer } from './normalizer.js';

/** Replaces each match of a pattern. */
export class Replace implements Normalizer {
  constructor(
    private readonly find: Finder,
    private readonly content: string,
  ) {}

  normalize(text: AlignedText): AlignedText {
    const matches: number[] = [];
    this.find(text.text, matches);
    if (matches.length === 0) return text;
    refuseGrowth(text.length, text.length + (matches.length / 2) * this.content.length);
    const rewriter = new Rewriter(text);
    for (let i = 0; i < matches.length; i += 2) {
      rewriter.keepUntil(matches[i]);
      rewriter.skipUntil(matches[i + 1]);
      rewriter.insert(this.content);
    }
    return rewriter.finish();
  }
}
