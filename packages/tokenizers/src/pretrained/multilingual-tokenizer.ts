import { InvalidArgumentError, type Tensor } from '@automodel/core';
import type { PostProcessor, TemplatePiece } from '../post-processors/index.js';
import type { BatchEncoding } from './batch-encoding.js';
import type { RowEncoder } from './encode-rows.js';
import type { TokenizerOptions } from './options.js';
import { PreTrainedTokenizer } from './pretrained-tokenizer.js';

/** Which languages a translation is from and to, as codes of the model. */
export interface TranslationLanguages {
  src_lang: string | undefined;
  tgt_lang: string | undefined;
}

/** What `generate()` needs for a translation. */
export type TranslationInputs = BatchEncoding<Tensor<'int32'>> & {
  /** The token of the target language, with which the translation begins. */
  forced_bos_token_id: number;
};

/** The tokens of the language around a text. */
export interface LanguageTemplate {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/**
 * A tokenizer of a model that translates between many languages: each text carries the token of its language, `src_lang`
 * for inputs and `tgt_lang` for `text_target`. Both can be set at any time.
 */
export abstract class MultilingualTokenizer extends PreTrainedTokenizer {
  static override readonly hasLanguages = true;

  private source: string;
  private target: string | undefined = undefined;

  constructor(
    tokenizerJson: unknown,
    tokenizerConfig: unknown,
    /** The language of inputs where the configuration names none. */
    defaultLanguage: string,
    /** Language codes in the order of the vocabulary. */
    readonly languages: readonly string[],
  ) {
    super(tokenizerJson, tokenizerConfig);
    const read = (name: string): string | undefined =>
      this.config.has(name) ? this.config.string(name) : undefined;
    const source = read('src_lang');
    this.source = source ?? defaultLanguage;
    this.tgt_lang = read('tgt_lang');
    // As in Python the default may be missing where nobody asked for it.
    const id =
      source === undefined ? this.convert_tokens_to_ids(this.get_lang_token(defaultLanguage)) : undefined;
    this.tokenizer.postProcessor = this.postProcessorOf(id ?? this.get_lang_id(this.source));
  }

  /** The tokens that go around a text in a language. */
  protected abstract languageTemplate(language: number, eos: number): LanguageTemplate;

  /** The token of a language. */
  get_lang_token(language: string): string {
    return language;
  }

  /** The language of inputs. */
  get src_lang(): string {
    return this.source;
  }

  set src_lang(language: string) {
    this.tokenizer.postProcessor = this.postProcessorOf(this.get_lang_id(language));
    this.source = language;
  }

  /** The language of `text_target`; undefined if none was chosen. */
  get tgt_lang(): string | undefined {
    return this.target;
  }

  set tgt_lang(language: string | undefined) {
    if (language !== undefined) this.get_lang_id(language);
    this.target = language;
  }

  /** Ids of the language tokens by language code. */
  get lang_code_to_id(): Readonly<Record<string, number>> {
    const ids = this.languages.map((language) => [
      language,
      this.convert_tokens_to_ids(this.get_lang_token(language)),
    ]);
    return Object.fromEntries(ids) as Record<string, number>;
  }

  /**
   * The id of a language's token.
   *
   * @throws InvalidArgumentError with codes near to it if the tokenizer has no such language
   */
  get_lang_id(language: string): number {
    const id = this.tokenizer.tokenToId(this.get_lang_token(language));
    if (id !== undefined) return id;
    const near = nearest(language, this.languages).join(', ');
    throw new InvalidArgumentError(
      `this tokenizer has no language ${JSON.stringify(language)}; near are ${near} (all: Object.keys(tokenizer.lang_code_to_id))`,
    );
  }

  /**
   * Texts as `generate()` takes them for a translation. As in Python, `src_lang` stays set afterwards.
   *
   * @throws InvalidArgumentError if a language is missing or unknown
   */
  build_translation_inputs(
    texts: string | readonly string[],
    { src_lang, tgt_lang, ...options }: TranslationLanguages & Omit<TokenizerOptions, 'return_tensor'>,
  ): TranslationInputs {
    if (src_lang === undefined || tgt_lang === undefined) {
      throw new InvalidArgumentError(
        'this model translates between many languages: pass src_lang and tgt_lang',
      );
    }
    const forced_bos_token_id = this.get_lang_id(tgt_lang);
    this.src_lang = src_lang;
    return { ...this(texts, options), forced_bos_token_id };
  }

  protected override asTarget<T>(encode: (encoder: RowEncoder) => T): T {
    const { tokenizer } = this;
    const forInputs = tokenizer.postProcessor;
    tokenizer.postProcessor = this.postProcessorOf(this.get_lang_id(this.target ?? this.source));
    try {
      return encode(this);
    } finally {
      tokenizer.postProcessor = forInputs;
    }
  }

  private postProcessorOf(language: number): PostProcessor {
    const { before, after } = this.languageTemplate(language, this.eos_token_id!);
    return aroundText(before, after);
  }
}

/** Tokens before and after one text, or two without any between them. */
export function aroundText(before: readonly number[], after: readonly number[]): PostProcessor {
  const tokens = (ids: readonly number[]): TemplatePiece[] => (ids.length > 0 ? [{ ids, typeId: 0 }] : []);
  const around = (...pieces: TemplatePiece[]): TemplatePiece[] => [
    ...tokens(before),
    ...pieces,
    ...tokens(after),
  ];
  return {
    single: around({ sequence: 0, typeId: 0 }),
    pair: around({ sequence: 0, typeId: 0 }, { sequence: 1, typeId: 0 }),
    trims: [],
  };
}

/** The codes that begin most alike. */
function nearest(code: string, codes: readonly string[]): string[] {
  const shared = (other: string): number => {
    let length = 0;
    while (length < code.length && code[length]?.toLowerCase() === other[length]?.toLowerCase()) length++;
    return length;
  };
  return codes.toSorted((a, b) => shared(b) - shared(a)).slice(0, 5);
}
