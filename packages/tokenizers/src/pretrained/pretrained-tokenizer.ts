import { Callable, refuseUnknownOptions, Tensor } from '@automodel/core';
import { cleanUpTokenization } from '../decoders/word-piece.js';
import { readChatTemplates, type ChatTemplates } from '../chat/template-choice.js';
import type { Encoding } from '../encoding.js';
import { Spec } from '../spec.js';
import { Tokenizer, type TextInput } from '../tokenizer.js';
import { toConfig, toTokenizerJson, type Description } from '../training/description.js';
import { trainNew, type TrainNewOptions } from '../training/train-new.js';
import type { TokenizerJson } from '../training/train.js';
import type { TextIterator } from '../training/word-counts.js';
import type { Side } from '../truncation.js';
import { TokensView } from '../view/tokens-view.js';
import { toBatchEncoding } from './batch-encoding.js';
import { ChatTokenizer } from './chat-tokenizer.js';
import { fromDocument, fromParts } from './class-parts.js';
import { encodeRows, isSingle, type RowEncoder } from './encode-rows.js';
import { GivenParts } from './given-parts.js';
import { withOptions, type LoadOptions } from './load-options.js';
import {
  callOptionNames,
  decodeOptionNames,
  encodeOptionNames,
  type DecodeOptions,
  type EncodeOptions,
  type TextBatch,
  type TokenizerCall,
  type TokenizerOptions,
} from './options.js';
import { PythonBackend } from './python-backend.js';
import { isBatch, readTokenIds, type TokenIds } from './token-ids.js';
import type { SpecialTokens } from './special-token-names.js';
import type { TokenizerDocuments, TokenizerFiles } from './tokenizer-files.js';
import { defaultsFor, readDocuments } from './vocabulary-files.js';

/** A class of tokenizers, as {@link PreTrainedTokenizer} and its subclasses are. */
export interface TokenizerClass<T extends PreTrainedTokenizer = PreTrainedTokenizer> {
  new (tokenizerJson: unknown, tokenizerConfig?: unknown): T;
  readonly pythonClass?: string | undefined;
  readonly hasLanguages: boolean;
  readDocuments(files: TokenizerFiles): Promise<TokenizerDocuments>;
}

/**
 * A tokenizer with everything its files say: text to token ids as a model takes them, and back. Equal to Python's fast
 * tokenizers.
 *
 * @example
 * const tokenizer = await PreTrainedTokenizer.from_files(files);
 * const { input_ids, attention_mask } = tokenizer(['Hello!', 'How are you?'], { padding: true });
 * tokenizer.decode(input_ids.at(0), { skip_special_tokens: true });
 */
export class PreTrainedTokenizer extends Callable<TokenizerCall, typeof ChatTokenizer>(ChatTokenizer) {
  /** The Python class whose defaults hold, whatever the files say. */
  static readonly pythonClass: string | undefined = undefined;
  /** Whether texts carry a language that can be chosen. */
  static readonly hasLanguages: boolean = false;

  /** The steps from text to ids, without what is said in a call. */
  readonly tokenizer: Tokenizer;
  /** The fields that the model takes. */
  readonly model_input_names: readonly string[];
  /** The most tokens the model takes; 1e30 if the files do not say. */
  model_max_length: number;
  padding_side: Side;
  truncation_side: Side;
  chat_template: ChatTemplates | undefined;
  protected readonly specialTokens: SpecialTokens;
  /** tokenizer_config.json. */
  protected readonly config: Spec;
  /** tokenizer.json. */
  private readonly json: Spec;
  private readonly cleanUpByDefault: boolean;
  private readonly isBpe: boolean;
  /** The type id of padding. */
  readonly pad_token_type_id: number;

  /**
   * @param tokenizerJson the content of tokenizer.json, or parts of a class that has none
   * @param tokenizerConfig the content of tokenizer_config.json
   * @throws TokenizerFileError
   */
  constructor(tokenizerJson: unknown, tokenizerConfig: unknown = {}) {
    super();
    const config = new Spec(tokenizerConfig, 'tokenizer_config.json');
    const defaults = defaultsFor(config, (new.target as Partial<TokenizerClass>).pythonClass);
    const given = tokenizerJson instanceof GivenParts;
    const { json, parts, specialTokens } = given
      ? fromParts(tokenizerJson.parts, config, defaults)
      : fromDocument(tokenizerJson, config, defaults);
    this.config = config;
    this.json = json;
    this.specialTokens = specialTokens;
    this.tokenizer = new (given ? PythonBackend : Tokenizer)(parts, specialTokens.added);
    this.model_input_names = config.strings(
      'model_input_names',
      defaults.modelInputNames ?? ['input_ids', 'attention_mask'],
    );
    this.model_max_length = config.number('model_max_length', defaults.modelMaxLength ?? 1e30);
    this.padding_side = config.choice('padding_side', ['left', 'right'], defaults.paddingSide ?? 'right');
    this.truncation_side = config.choice('truncation_side', ['left', 'right'], 'right');
    this.chat_template = readChatTemplates(config);
    this.cleanUpByDefault = config.boolean('clean_up_tokenization_spaces', false);
    this.pad_token_type_id = config.integer('pad_token_type_id', defaults.padTokenTypeId ?? 0);
    this.isBpe = !given && json.object('model').has('merges');
  }

  /**
   * Loads a tokenizer from tokenizer.json, or from the files that came before it (vocab.txt, vocab.json and merges.txt,
   * those of SentencePiece and tiktoken), and the configuration beside them.
   *
   * @throws TokenizerFileError if a file is missing or malformed
   * @throws InvalidArgumentError for what is no source of files
   */
  static async from_files<T extends PreTrainedTokenizer>(
    this: TokenizerClass<T>,
    files: TokenizerFiles,
    options: LoadOptions = {},
  ): Promise<T> {
    const { tokenizer, config } = await this.readDocuments(files);
    return new this(tokenizer, withOptions(config, options, this.hasLanguages));
  }

  /** What the constructor takes, from files. */
  static readDocuments(files: TokenizerFiles): Promise<TokenizerDocuments> {
    return readDocuments(files, this.pythonClass);
  }

  /** The same as the constructor, for the contents of tokenizer.json and tokenizer_config.json. */
  static fromJson<T extends PreTrainedTokenizer>(
    this: TokenizerClass<T>,
    tokenizerJson: unknown,
    tokenizerConfig: object = {},
  ): T {
    return new this(
      tokenizerJson,
      this.pythonClass ? { ...tokenizerConfig, tokenizer_class: this.pythonClass } : tokenizerConfig,
    );
  }

  _call(text: TextInput | TextBatch | null, options: TokenizerOptions = {}): Record<string, unknown> {
    refuseUnknownOptions('tokenizer()', options, callOptionNames);
    const { text_target, max_target_length, ...rest } = options;
    if (text_target == null) return this.callOn(this, text!, rest);
    const target = this.asTarget((encoder) =>
      this.callOn(encoder, text_target, {
        ...rest,
        text_pair: undefined,
        max_length: max_target_length ?? rest.max_length,
      }),
    );
    return text === null ? target : { ...this.callOn(this, text, rest), labels: target.input_ids };
  }

  /** Encodes as what a model is to write, for tokenizers that tell that from what it reads. */
  protected asTarget<T>(encode: (encoder: RowEncoder) => T): T {
    return encode(this);
  }

  private callOn(
    encoder: RowEncoder,
    text: TextInput | TextBatch,
    options: TokenizerOptions,
  ): Record<string, unknown> {
    const { text_pair, ...rest } = options;
    const single = isSingle(text, options.is_split_into_words ?? false);
    const texts = single ? [text as TextInput] : (text as TextBatch);
    // As in Python, an empty second text beside a single first one is none.
    const pairs = single
      ? text_pair == null || text_pair.length === 0
        ? undefined
        : [text_pair as TextInput]
      : (text_pair as TextBatch | null);
    const rows = encodeRows(encoder, texts, pairs ?? undefined, rest);
    return toBatchEncoding(rows, options, this.model_input_names, single);
  }

  /** The token ids of a text. */
  encode(text: TextInput, options: EncodeOptions = {}): number[] {
    return Array.from(this.encodeFull(text, options).ids);
  }

  /** Everything about an encoded text: ids, tokens, offsets, words. */
  encodeFull(text: TextInput, options: EncodeOptions = {}): Encoding {
    refuseUnknownOptions('encode()', options, encodeOptionNames);
    return encodeRows(this, [text], options.text_pair == null ? undefined : [options.text_pair], options)[0];
  }

  /** Everything about encoded texts; `text_pair` is a list too. */
  encodeFullBatch(
    texts: TextBatch,
    options: Omit<EncodeOptions, 'text_pair'> & { text_pair?: TextBatch | null | undefined } = {},
  ): Encoding[] {
    refuseUnknownOptions('encode()', options, encodeOptionNames);
    return encodeRows(this, texts, options.text_pair ?? undefined, options);
  }

  /** The tokens of a text (and of a second one), without special ones unless asked for. */
  tokenize(text: TextInput, options: EncodeOptions = {}): string[] {
    return [...this.encodeFull(text, { add_special_tokens: false, ...options }).tokens];
  }

  /**
   * The tokens of a text (and of a second one), to look at: `console.log(String(tokenizer.tokens('Hello!')))` shows a colour band
   * and a table.
   */
  tokens(text: string, options: Pick<EncodeOptions, 'text_pair' | 'add_special_tokens'> = {}): TokensView {
    refuseUnknownOptions('tokens()', options, ['text_pair', 'add_special_tokens']);
    const { text_pair } = options;
    return new TokensView(
      typeof text_pair === 'string' ? [text, text_pair] : [text],
      this.encodeFull(text, options),
    );
  }

  /**
   * Text from token ids, or texts from a list of lists of them. As in Python, ids beyond the vocabulary give nothing.
   *
   * @throws InvalidArgumentError for what is no id, and for tensors of several rows, of which {@link batch_decode} gives texts
   */
  decode(ids: number | bigint | TokenIds, options?: DecodeOptions): string;
  decode(batch: readonly TokenIds[], options?: DecodeOptions): string[];
  decode(
    ids: number | bigint | TokenIds | readonly TokenIds[],
    options: DecodeOptions = {},
  ): string | string[] {
    refuseUnknownOptions('decode()', options, decodeOptionNames);
    const cleansUp = this.cleansUp(options);
    const textOf = (row: number | bigint | TokenIds): string => {
      const text = this.tokenizer.decode(readTokenIds(row), options.skip_special_tokens ?? false);
      return cleansUp ? cleanUpTokenization(text) : text;
    };
    return !(ids instanceof Tensor) && isBatch(ids) ? Array.from(ids, textOf) : textOf(ids);
  }

  /** Whether decoding takes back spaces before punctuation. */
  cleansUp(options: DecodeOptions = {}): boolean {
    return !this.isBpe && (options.clean_up_tokenization_spaces ?? this.cleanUpByDefault);
  }

  /** Texts from rows of token ids: a `[batch, sequence]` tensor or a list of lists. As in Python, one row gives one text. */
  batch_decode(batch: TokenIds | readonly TokenIds[], options: DecodeOptions = {}): string[] {
    const isRow = !isBatch(batch) && (batch as ArrayLike<unknown> | null)?.length !== 0;
    return (isRow ? [batch] : Array.from(batch as ArrayLike<TokenIds>)).map((ids) =>
      this.decode(ids, options),
    );
  }

  /**
   * A tokenizer like this one - the same normalizer, words, special tokens and class - with a vocabulary that is learnt from
   * texts.
   *
   * @param texts texts or batches of them, from a list, a generator or a stream
   * @param vocab_size the most tokens, special ones included
   * @throws InvalidArgumentError for an option that is unknown or out of range
   */
  async train_new_from_iterator(
    texts: TextIterator,
    vocab_size: number,
    options: TrainNewOptions = {},
  ): Promise<this> {
    const { tokenizer, config } = await trainNew(this.description(), texts, vocab_size, options);
    return new (this.constructor as TokenizerClass)(tokenizer, config) as this;
  }

  /**
   * The content of tokenizer.json.
   *
   * @throws InvalidArgumentError for a tokenizer that was made from other files
   */
  toJSON(): TokenizerJson {
    return toTokenizerJson(this.description());
  }

  /** What Python's `save_pretrained` writes: the texts of files by their names, from which `from_files` loads it again. */
  toFiles(): Record<'tokenizer.json' | 'tokenizer_config.json', string> {
    const description = this.description();
    return {
      'tokenizer.json': JSON.stringify(toTokenizerJson(description), null, 2),
      'tokenizer_config.json': JSON.stringify(toConfig(description), null, 2),
    };
  }

  /** What Node's `console.log` shows of it: as in Python, what it is and its special tokens. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { vocab_size, model_max_length, padding_side, truncation_side, special_tokens_map } = this;
    const facts = {
      vocab_size,
      model_max_length,
      padding_side,
      truncation_side,
      special_tokens: special_tokens_map,
    };
    return `${this.constructor.name} ${JSON.stringify(facts, null, 2)}`;
  }

  private description(): Description {
    return { json: this.json, config: this.config, specialTokens: this.specialTokens };
  }
}
