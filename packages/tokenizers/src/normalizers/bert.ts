import { mapCharacters, type AlignedText } from '../text/aligned-text.js';
import { characterKind, Kind } from '../text/characters.js';
import { Lowercase } from './lowercase.js';
import type { Normalizer } from './normalizer.js';
import { UnicodeForm } from './unicode-form.js';

export interface BertNormalizerOptions {
  cleanText: boolean;
  handleChineseChars: boolean;
  /** Undefined: as `lowercase`. */
  stripAccents: boolean | undefined;
  lowercase: boolean;
}

/** What BERT does to text before it splits it, as in Google's `BasicTokenizer`. */
export class BertNormalizer implements Normalizer {
  private readonly decompose = new UnicodeForm('NFD');
  private readonly toLower = new Lowercase();

  constructor(readonly options: BertNormalizerOptions) {}

  normalize(text: AlignedText): AlignedText {
    const { cleanText, handleChineseChars, lowercase } = this.options;
    const stripAccents = this.options.stripAccents ?? lowercase;
    let out = text;
    // Printable ASCII, which most text is, only changes by case.
    if (/[^\x20-\x7E]/.test(text.text)) {
      if (cleanText) out = clean(out);
      if (handleChineseChars) out = setIdeographsApart(out);
      if (stripAccents) out = removeAccents(this.decompose.normalize(out));
    }
    return lowercase ? this.toLower.normalize(out) : out;
  }
}

function clean(text: AlignedText): AlignedText {
  return mapCharacters(text, (character, codePoint) => {
    if (codePoint === 0x09 || codePoint === 0x0a || codePoint === 0x0d) return ' ';
    const kind = characterKind(codePoint);
    if (kind & Kind.Other || codePoint === 0xfffd) return '';
    return kind & Kind.Space ? ' ' : character;
  });
}

function setIdeographsApart(text: AlignedText): AlignedText {
  return mapCharacters(text, (character, codePoint) =>
    characterKind(codePoint) & Kind.Ideograph ? ` ${character} ` : character,
  );
}

function removeAccents(text: AlignedText): AlignedText {
  return mapCharacters(text, (character, codePoint) =>
    characterKind(codePoint) & Kind.NonspacingMark ? '' : character,
  );
}
