import { characterKind, codePointAt, unitsOf } from '../text/characters.js';
import { refuseGrowth } from '../text/growth.js';
import { regexFinder, type Finder } from '../text/patterns.js';
import type { SplitBehavior, SplitText } from '../text/split-text.js';
import type { PreTokenizer } from './pre-tokenizer.js';

/** Splits where a pattern matches. */
export class Split implements PreTokenizer {
  constructor(
    private readonly find: Finder,
    private readonly behavior: SplitBehavior,
    private readonly invert = false,
  ) {}

  preTokenize(words: SplitText): SplitText {
    return words.split(this.find, this.behavior, this.invert);
  }
}

/** Finds each character of a kind. */
export function kindFinder(kind: number): Finder {
  return (text, matches) => {
    for (let at = 0; at < text.length;) {
      const codePoint = codePointAt(text, at);
      const next = at + unitsOf(codePoint);
      if (characterKind(codePoint) & kind) matches.push(at, next);
      at = next;
    }
  };
}

/** Words and runs of other characters; white space goes. */
export const whitespaceWords = regexFinder(
  /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]+|[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}\p{White_Space}]+/gu,
);

/** Pieces of a fixed number of characters. */
export class FixedLength implements PreTokenizer {
  constructor(private readonly length: number) {}

  preTokenize(words: SplitText): SplitText {
    return words.splitSpans((text, start, end, spans) => {
      for (let at = start; at < end;) {
        const begin = at;
        for (let count = 0; count < this.length && at < end; count++) at += unitsOf(codePointAt(text, at));
        spans.push(begin, at);
      }
    });
  }
}

/** Several pre-tokenizers, one after the other. */
export class PreTokenizerSequence implements PreTokenizer {
  constructor(readonly steps: readonly PreTokenizer[]) {}

  preTokenize(words: SplitText): SplitText {
    return this.steps.reduce((current, step) => {
      const next = step.preTokenize(current);
      refuseGrowth(words.text.length, next.text.length);
      return next;
    }, words);
  }
}
