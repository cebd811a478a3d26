import { characterKind, codePointAt, Kind, unitsOf } from '../text/characters.js';
import type { SplitText } from '../text/split-text.js';
import type { PreTokenizer } from './pre-tokenizer.js';

/** Splits at white space, which goes, and around each punctuation character. */
export class BertPreTokenizer implements PreTokenizer {
  preTokenize(words: SplitText): SplitText {
    return words.splitSpans((text, start, end, spans) => {
      splitAround(Kind.Space, Kind.Punctuation, text, start, end, spans);
    });
  }
}

/**
 * Splits a text that is not normalized yet, so that `BertNormalizer` and `BertPreTokenizer` make of each word what they
 * make of it in the text: white space, punctuation and ideographs stay what they are and no mark moves across them.
 */
export class RawBertWords implements PreTokenizer {
  private readonly alone: number;

  constructor(ideographsApart: boolean) {
    this.alone = Kind.Punctuation | (ideographsApart ? Kind.Ideograph : 0);
  }

  preTokenize(words: SplitText): SplitText {
    return words.splitSpans((text, start, end, spans) => {
      splitAround(Kind.PlainSpace, this.alone, text, start, end, spans);
    });
  }
}

/** Words end at characters of the kind `space`, which go, and around each of the kind `alone`. */
function splitAround(
  space: number,
  alone: number,
  text: string,
  start: number,
  end: number,
  spans: number[],
): void {
  const either = space | alone;
  let word = start;
  for (let at = start; at < end;) {
    const codePoint = codePointAt(text, at);
    const next = at + unitsOf(codePoint);
    const kind = characterKind(codePoint);
    if (kind & either) {
      if (at > word) spans.push(word, at);
      if (kind & alone) spans.push(at, next);
      word = next;
    }
    at = next;
  }
  if (end > word) spans.push(word, end);
}
