import { characterKind, codePointAt, Kind, unitsOf } from '../text/characters.js';
import type { SplitText } from '../text/split-text.js';
import type { PreTokenizer } from './pre-tokenizer.js';

/** Splits at white space, which goes, and around each punctuation character. */
export class BertPreTokenizer implements PreTokenizer {
  preTokenize(words: SplitText): SplitText {
    return words.splitSpans(splitBert);
  }
}

function splitBert(text: string, start: number, end: number, spans: number[]): void {
  let word = start;
  for (let at = start; at < end;) {
    const codePoint = codePointAt(text, at);
    const next = at + unitsOf(codePoint);
    const kind = characterKind(codePoint) & (Kind.Space | Kind.Punctuation);
    if (kind) {
      if (at > word) spans.push(word, at);
      if (!(kind & Kind.Space)) spans.push(at, next);
      word = next;
    }
    at = next;
  }
  if (end > word) spans.push(word, end);
}
