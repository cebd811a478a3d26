import { mbart50Languages, mbartLanguages, nllbLanguages } from './languages.js';
import { MultilingualTokenizer, type LanguageTemplate } from './multilingual-tokenizer.js';

/** mBART: the language of a text stands behind it. */
export class MBartTokenizer extends MultilingualTokenizer {
  static override readonly pythonClass = 'MBartTokenizer';

  constructor(tokenizerJson: unknown, tokenizerConfig: unknown = {}) {
    super(tokenizerJson, tokenizerConfig, 'en_XX', mbartLanguages);
  }

  protected override languageTemplate(language: number, eos: number): LanguageTemplate {
    return { before: [], after: [eos, language] };
  }
}

/** mBART-50: the language of a text stands before it. */
export class MBart50Tokenizer extends MultilingualTokenizer {
  static override readonly pythonClass = 'MBart50Tokenizer';

  constructor(tokenizerJson: unknown, tokenizerConfig: unknown = {}) {
    super(tokenizerJson, tokenizerConfig, 'en_XX', mbart50Languages);
  }

  protected override languageTemplate(language: number, eos: number): LanguageTemplate {
    return { before: [language], after: [eos] };
  }
}

/** NLLB-200: the language of a text stands before it, or behind it with `legacy_behaviour`. */
export class NllbTokenizer extends MultilingualTokenizer {
  static override readonly pythonClass = 'NllbTokenizer';

  constructor(tokenizerJson: unknown, tokenizerConfig: unknown = {}) {
    super(tokenizerJson, tokenizerConfig, 'eng_Latn', nllbLanguages);
  }

  protected override languageTemplate(language: number, eos: number): LanguageTemplate {
    return this.config.boolean('legacy_behaviour', false)
      ? { before: [], after: [eos, language] }
      : { before: [language], after: [eos] };
  }
}
