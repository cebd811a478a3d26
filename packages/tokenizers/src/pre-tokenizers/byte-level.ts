import { prependTo } from '../normalizers/prepend.js';
import { splitGpt2 } from '../regex/known-splitters.js';
import { mapCharacters, Rewriter } from '../text/aligned-text.js';
import { toByteCharacters } from '../text/bytes.js';
import { codePointAt, unitsOf } from '../text/characters.js';
import { SplitText } from '../text/split-text.js';
import type { PreTokenizer } from './pre-tokenizer.js';

/** GPT-2's: words by its expression, each byte of theirs as one character. */
export class ByteLevelPreTokenizer implements PreTokenizer {
  constructor(
    private readonly addPrefixSpace: boolean,
    private readonly useRegex: boolean,
  ) {}

  preTokenize(words: SplitText): SplitText {
    const split = this.split(words);
    const { text } = split.text;
    const mapped = mapCharacters(split.text, toByteCharacters);
    const spans: number[] = [];
    let at = 0;
    let length = 0;
    for (const position of split.spans) {
      while (at < position) {
        const character = String.fromCodePoint(codePointAt(text, at));
        length += toByteCharacters(character).length;
        at += unitsOf(codePointAt(text, at));
      }
      spans.push(length);
    }
    return new SplitText(mapped, spans);
  }

  /** The words, not yet as bytes. */
  split(words: SplitText): SplitText {
    const prefixed = this.addPrefixSpace ? prefixWords(words, ' ') : words;
    return this.useRegex ? prefixed.splitSpans(splitGpt2) : prefixed;
  }
}

/** Writes a prefix before each word that `needsIt` and does not begin with it. */
export function prefixWords(
  words: SplitText,
  prefix: string,
  needsIt: (start: number) => boolean = () => true,
): SplitText {
  const { text } = words.text;
  const rewriter = new Rewriter(words.text);
  const spans: number[] = [];
  let added = 0;
  for (let i = 0; i < words.spans.length; i += 2) {
    const [start, end] = [words.spans[i], words.spans[i + 1]];
    spans.push(start + added);
    if (needsIt(start) && !text.startsWith(prefix, start)) {
      rewriter.keepUntil(start);
      prependTo(rewriter, text, start, prefix);
      added += prefix.length;
    }
    spans.push(end + added);
  }
  return added === 0 ? words : new SplitText(rewriter.finish(), spans);
}
