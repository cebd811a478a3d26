import type { Decoder } from '../decoders/index.js';
import { TokenizerFileError } from '../errors.js';
import { Vocabulary } from '../models/vocabulary.js';
import { decodeAround } from '../sentencepiece/decode-around.js';
import { PieceModel } from '../sentencepiece/piece-model.js';
import type { SentencePieceProcessor } from '../sentencepiece/processor.js';
import { Spec } from '../spec.js';
import { GivenParts } from './given-parts.js';
import { m2m100Languages, wmt21Languages } from './languages.js';
import { MultilingualTokenizer, type LanguageTemplate } from './multilingual-tokenizer.js';
import { needSentencePiece, needVocabulary } from './read-files.js';
import type { TokenizerDocuments, TokenizerFiles } from './tokenizer-files.js';
import { readConfig } from './vocabulary-files.js';

interface M2M100Files {
  readonly spm: SentencePieceProcessor;
  readonly ids: ReadonlyMap<string, number>;
}

const languagesOf = { m2m100: m2m100Languages, wmt21: wmt21Languages } as const;

/**
 * M2M-100: SentencePiece (sentencepiece.bpe.model) with a vocabulary beside it (vocab.json). The tokens of languages, as
 * `__fr__`, are in no file: their ids follow the vocabulary.
 */
export class M2M100Tokenizer extends MultilingualTokenizer {
  static override readonly pythonClass = 'M2M100Tokenizer';

  /** Made by `from_files`; the files of this class are no JSON. */
  constructor(files: unknown, tokenizerConfig: unknown = {}) {
    const { spm, ids } = files as M2M100Files;
    const config = new Spec(tokenizerConfig, 'tokenizer_config.json');
    const languages = languagesOf[config.choice('language_codes', ['m2m100', 'wmt21'], 'm2m100')];
    const unkId = ids.get('<unk>');
    if (unkId === undefined) throw new TokenizerFileError('vocab.json', 'it has no token <unk>');
    const special = new Set<string>();
    const decoder: Decoder = { decode: (tokens) => [decodeAround(tokens, special, spm, '').trim()] };
    const vocabulary = new WithLanguages(ids, languages);
    super(
      new GivenParts({ model: new PieceModel(spm, vocabulary, unkId), decoder }),
      tokenizerConfig,
      'en',
      languages,
    );
    for (const token of this.all_special_tokens) special.add(token);
  }

  static override async readDocuments(files: TokenizerFiles): Promise<TokenizerDocuments> {
    const [config, spm, ids] = await Promise.all([
      readConfig(files, this.pythonClass),
      needSentencePiece(files, 'sentencepiece.bpe.model'),
      needVocabulary(files, 'vocab.json'),
    ]);
    return { tokenizer: { spm, ids } satisfies M2M100Files, config };
  }

  override get_lang_token(language: string): string {
    return languageToken(language);
  }

  protected override languageTemplate(language: number, eos: number): LanguageTemplate {
    return { before: [language], after: [eos] };
  }
}

function languageToken(language: string): string {
  return `__${language}__`;
}

/** A vocabulary that knows the tokens of languages, but does not count them. */
class WithLanguages extends Vocabulary {
  private readonly languages: Vocabulary;

  constructor(ids: ReadonlyMap<string, number>, languages: readonly string[]) {
    super(ids);
    this.languages = new Vocabulary(new Map(languages.map((code, i) => [languageToken(code), ids.size + i])));
  }

  override id(token: string): number | undefined {
    return this.languages.id(token) ?? super.id(token);
  }

  override token(id: number): string | undefined {
    return this.languages.token(id) ?? super.token(id);
  }
}
