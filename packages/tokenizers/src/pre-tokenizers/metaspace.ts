import { literalFinder } from '../text/patterns.js';
import { SplitText } from '../text/split-text.js';
import { prefixWords } from './byte-level.js';
import type { PreTokenizer } from './pre-tokenizer.js';

export const prependSchemes = ['always', 'first', 'never'] as const;
export type PrependScheme = (typeof prependSchemes)[number];

/** SentencePiece's: spaces become visible, and words begin with one. */
export class MetaspacePreTokenizer implements PreTokenizer {
  constructor(
    /** One UTF-16 unit. */
    private readonly replacement: string,
    private readonly prependScheme: PrependScheme,
    private readonly splitWords: boolean,
  ) {}

  preTokenize(words: SplitText): SplitText {
    const visible = words.text.withText(words.text.text.replaceAll(' ', this.replacement));
    let out = new SplitText(visible, words.spans);
    if (this.prependScheme === 'always') out = prefixWords(out, this.replacement);
    if (this.prependScheme === 'first') {
      out = prefixWords(out, this.replacement, (start) => visible.originalStart(start) === 0);
    }
    return this.splitWords ? out.split(literalFinder(this.replacement), 'MergedWithNext') : out;
  }
}
