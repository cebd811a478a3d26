import { TokenizerFileError } from '../errors.js';
import type { Decoder } from '../decoders/index.js';
import type { PostProcessor } from '../post-processors/index.js';
import { Vocabulary } from '../models/vocabulary.js';
import { decodeAround } from '../sentencepiece/decode-around.js';
import { PieceModel } from '../sentencepiece/piece-model.js';
import type { SentencePieceProcessor } from '../sentencepiece/processor.js';
import { spaceSymbol } from '../sentencepiece/text-normalizer.js';
import { Spec } from '../spec.js';
import type { TokenizerParts } from '../tokenizer.js';
import type { RowEncoder } from './encode-rows.js';
import { GivenParts } from './given-parts.js';
import type { DecodeOptions } from './options.js';
import { PreTrainedTokenizer } from './pretrained-tokenizer.js';
import { PythonBackend } from './python-backend.js';
import { needSentencePiece, needVocabulary } from './read-files.js';
import type { TokenIds } from './token-ids.js';
import type { TokenizerDocuments, TokenizerFiles } from './tokenizer-files.js';
import { readConfig } from './vocabulary-files.js';

/** One language's side: its SentencePiece model, and the ids of its pieces. */
interface Side {
  readonly spm: SentencePieceProcessor;
  readonly ids: ReadonlyMap<string, number>;
}

/** Options of decoding; `use_source_tokenizer` is Marian's. */
type MarianDecodeOptions = DecodeOptions & { use_source_tokenizer?: boolean | undefined };

interface MarianFiles {
  readonly source: Side;
  readonly target: Side;
}

/**
 * Marian's translation models: a SentencePiece model for each language (source.spm, target.spm), and a vocabulary that both
 * share or, with `separate_vocabs`, one each. `>>fr<<` before a text asks a multilingual model for a language.
 */
export class MarianTokenizer extends PreTrainedTokenizer {
  static override readonly pythonClass = 'MarianTokenizer';

  /** The language of texts, as the files have it: a code, or the name of a family. */
  readonly source_lang: string | undefined;
  /** The language of translations. */
  readonly target_lang: string | undefined;
  /** The languages that `>>..<<` can ask for; empty if the model has one only. */
  readonly supported_language_codes: readonly string[];
  private readonly targetTokenizer: PythonBackend;
  private readonly decoder: MarianDecoder;

  /** Made by `from_files`; the files of this class are no JSON. */
  constructor(files: unknown, tokenizerConfig: unknown = {}) {
    const config = new Spec(tokenizerConfig, 'tokenizer_config.json');
    const { source, target } = files as MarianFiles;
    const decoder = new MarianDecoder(source.spm, target.spm, config.boolean('separate_vocabs', false));
    const parts = (side: Side): TokenizerParts => partsOf(side, target, decoder, config);
    super(new GivenParts(parts(source)), tokenizerConfig);
    decoder.special = this.all_special_tokens;
    this.decoder = decoder;
    this.source_lang = config.has('source_lang') ? config.string('source_lang') : undefined;
    this.target_lang = config.has('target_lang') ? config.string('target_lang') : undefined;
    this.targetTokenizer = new PythonBackend(parts(target), this.tokenizer.addedTokens);
    const special = new Set(this.all_special_ids.filter((id) => id !== this.unk_token_id));
    for (const each of [this.tokenizer, this.targetTokenizer])
      (each as PythonBackend).specialInText = special;
    this.supported_language_codes =
      source.ids === target.ids ? [...source.ids.keys()].filter((token) => /^>>.*<<$/s.test(token)) : [];
  }

  static override async readDocuments(files: TokenizerFiles): Promise<TokenizerDocuments> {
    const config = await readConfig(files, this.pythonClass);
    const [source, target, ids, targetIds] = await Promise.all([
      needSentencePiece(files, 'source.spm'),
      needSentencePiece(files, 'target.spm'),
      needVocabulary(files, 'vocab.json'),
      config.separate_vocabs === true ? needVocabulary(files, 'target_vocab.json') : undefined,
    ]);
    const sides: MarianFiles = {
      source: { spm: source, ids },
      target: { spm: target, ids: targetIds ?? ids },
    };
    return { tokenizer: sides, config };
  }

  /** As that of every tokenizer; `use_source_tokenizer` (default: unless the vocabularies are separate) is Marian's. */
  override decode(ids: number | bigint | TokenIds, options?: MarianDecodeOptions): string;
  override decode(batch: readonly TokenIds[], options?: MarianDecodeOptions): string[];
  override decode(
    ids: TokenIds & readonly TokenIds[],
    { use_source_tokenizer, ...options }: MarianDecodeOptions = {},
  ): string | string[] {
    this.decoder.useSource = use_source_tokenizer;
    return super.decode(ids, options);
  }

  protected override asTarget<T>(encode: (encoder: RowEncoder) => T): T {
    return encode(Object.create(this, { tokenizer: { value: this.targetTokenizer } }) as RowEncoder);
  }
}

function partsOf({ spm, ids }: Side, target: Side, decoder: Decoder, config: Spec): TokenizerParts {
  const idOf = (name: string, fallback: string): number => {
    const value = config.raw(name);
    const token =
      typeof value === 'object' ? config.object(name).string('content') : config.string(name, fallback);
    return ids.get(token) ?? fail(`the ${name} ${JSON.stringify(token)} is not in it`);
  };
  const vocabulary = target.ids === ids ? new Vocabulary(ids) : new TwoVocabularies(ids, target.ids);
  const eos = { ids: [idOf('eos_token', '</s>')], typeId: 0 };
  const postProcessor: PostProcessor = {
    single: [{ sequence: 0, typeId: 0 }, eos],
    pair: [{ sequence: 0, typeId: 0 }, { sequence: 1, typeId: 0 }, eos],
    trims: [],
  };
  const model = new PieceModel(spm, vocabulary, idOf('unk_token', '<unk>'), languageCode);
  return { model, decoder, postProcessor };
}

function fail(reason: string): never {
  throw new TokenizerFileError('vocab.json', reason);
}

function languageCode(text: string): string {
  const end = text.startsWith('>>') ? text.indexOf('<<') : -1;
  return end < 0 ? '' : text.slice(0, end + 2);
}

/** Ids of texts in one vocabulary, tokens of ids in that of the target. */
class TwoVocabularies extends Vocabulary {
  private readonly written: Vocabulary;

  constructor(ids: ReadonlyMap<string, number>, targetIds: ReadonlyMap<string, number>) {
    super(ids);
    this.written = new Vocabulary(targetIds);
  }

  override token(id: number): string | undefined {
    return this.written.token(id);
  }
}

class MarianDecoder implements Decoder {
  special: readonly string[] = [];
  useSource: boolean | undefined;

  constructor(
    private readonly source: SentencePieceProcessor,
    private readonly target: SentencePieceProcessor,
    private readonly separate: boolean,
  ) {}

  decode(tokens: readonly string[]): string[] {
    const spm = (this.useSource ?? !this.separate) ? this.source : this.target;
    return [decodeAround(tokens, new Set(this.special), spm, ' ').replaceAll(spaceSymbol, ' ').trim()];
  }
}
