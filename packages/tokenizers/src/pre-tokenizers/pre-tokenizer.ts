import type { SplitText } from '../text/split-text.js';

/** Splits text into words, which the model then splits into tokens one by one. */
export interface PreTokenizer {
  preTokenize(words: SplitText): SplitText;
}
