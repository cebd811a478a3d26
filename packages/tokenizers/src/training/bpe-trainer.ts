import { learnMerges, type BpeSettings, type LearntMerges } from './bpe-merges.js';
import { OptionReader, type TrainerOptions } from './trainer-options.js';
import type { Json, ProgressListener, SpecialToken, Trainer, WordCounts } from './trainer.js';

export interface WordPieceTrainerOptions extends TrainerOptions {
  /** Rarer pairs are not merged. Default: 0. */
  readonly min_frequency?: number | undefined;
  /** The most characters that become tokens. Default: all. */
  readonly limit_alphabet?: number | undefined;
  /** Characters that become tokens whether they were seen or not. */
  readonly initial_alphabet?: readonly string[] | undefined;
  /** Before each token that does not begin a word. Default: none; WordPiece: `##`. */
  readonly continuing_subword_prefix?: string | undefined;
  /** After each token that ends a word. Default: none. */
  readonly end_of_word_suffix?: string | undefined;
}

export interface BpeTrainerOptions extends WordPieceTrainerOptions {
  /** No token of so many characters or more is made from a token that was merged. Default: no limit. */
  readonly max_token_length?: number | undefined;
}

const wordPieceOptions = [
  'vocab_size',
  'min_frequency',
  'show_progress',
  'special_tokens',
  'limit_alphabet',
  'initial_alphabet',
  'continuing_subword_prefix',
  'end_of_word_suffix',
] as const;

function readSettings(options: OptionReader<BpeTrainerOptions>): BpeSettings {
  return {
    vocab_size: options.count('vocab_size', 0, 30000),
    min_frequency: options.count('min_frequency', 0, 0),
    special_tokens: options.specialTokens('special_tokens'),
    limit_alphabet: options.count('limit_alphabet', 0),
    initial_alphabet: options.characters('initial_alphabet'),
    continuing_subword_prefix: options.text('continuing_subword_prefix'),
    end_of_word_suffix: options.text('end_of_word_suffix'),
    max_token_length: options.count('max_token_length', 0),
  };
}

abstract class MergeTrainer {
  protected abstract readonly settings: BpeSettings;
  abstract readonly show_progress: ProgressListener | undefined;

  get special_tokens(): readonly SpecialToken[] {
    return this.settings.special_tokens;
  }

  protected learn(words: WordCounts): LearntMerges {
    const total = this.settings.vocab_size;
    return learnMerges(words, this.settings, (done) =>
      this.show_progress?.({ stage: 'tokens', done, total }),
    );
  }
}

/**
 * Learns a BPE model.
 *
 * @example
 * new BpeTrainer({ vocab_size: 32000, special_tokens: ['<|endoftext|>'] });
 */
export class BpeTrainer extends MergeTrainer implements Trainer {
  readonly model_type = 'BPE';
  protected readonly settings: BpeSettings;
  readonly show_progress: ProgressListener | undefined;

  /** @throws InvalidArgumentError for an option that is unknown or out of range */
  constructor(options: BpeTrainerOptions = {}) {
    super();
    const reader = new OptionReader('BpeTrainer', options, [...wordPieceOptions, 'max_token_length']);
    this.settings = readSettings(reader);
    this.show_progress = reader.listener('show_progress');
  }

  train(words: WordCounts, untrained: Json): Json {
    const { vocabulary, merges } = this.learn(words);
    return {
      type: 'BPE',
      dropout: untrained.dropout ?? null,
      unk_token: untrained.unk_token ?? null,
      continuing_subword_prefix: this.settings.continuing_subword_prefix ?? null,
      end_of_word_suffix: this.settings.end_of_word_suffix ?? null,
      fuse_unk: untrained.fuse_unk ?? false,
      byte_fallback: untrained.byte_fallback ?? false,
      ignore_merges: untrained.ignore_merges ?? false,
      vocab: vocabulary.toVocab(),
      merges,
    };
  }
}

/** Learns a WordPiece model: the tokens of BPE with `##`, of which the merges are forgotten. */
export class WordPieceTrainer extends MergeTrainer implements Trainer {
  readonly model_type = 'WordPiece';
  protected readonly settings: BpeSettings;
  readonly show_progress: ProgressListener | undefined;

  /** @throws InvalidArgumentError for an option that is unknown or out of range */
  constructor(options: WordPieceTrainerOptions = {}) {
    super();
    const reader = new OptionReader<BpeTrainerOptions>('WordPieceTrainer', options, wordPieceOptions);
    const settings = readSettings(reader);
    this.settings = { ...settings, continuing_subword_prefix: settings.continuing_subword_prefix ?? '##' };
    this.show_progress = reader.listener('show_progress');
  }

  train(words: WordCounts, untrained: Json): Json {
    const { vocabulary } = this.learn(words);
    return {
      type: 'WordPiece',
      unk_token: untrained.unk_token ?? '[UNK]',
      continuing_subword_prefix: this.settings.continuing_subword_prefix,
      max_input_chars_per_word: untrained.max_input_chars_per_word ?? 100,
      vocab: vocabulary.toVocab(),
    };
  }
}
