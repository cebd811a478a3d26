import { compareCodePoints } from './word-counts.js';
import { OptionReader, type TrainerOptions } from './trainer-options.js';
import type { Json, ProgressListener, SpecialToken, Trainer, WordCounts } from './trainer.js';

export interface WordLevelTrainerOptions extends TrainerOptions {
  /** Rarer words are left out. Default: 0. */
  readonly min_frequency?: number | undefined;
}

/** Learns a WordLevel model: the most frequent words. */
export class WordLevelTrainer implements Trainer {
  readonly model_type = 'WordLevel';
  readonly special_tokens: readonly SpecialToken[];
  readonly show_progress: ProgressListener | undefined;
  private readonly vocab_size: number;
  private readonly min_frequency: number;

  /** @throws InvalidArgumentError for an option that is unknown or out of range */
  constructor(options: WordLevelTrainerOptions = {}) {
    const names = ['vocab_size', 'min_frequency', 'show_progress', 'special_tokens'] as const;
    const reader = new OptionReader('WordLevelTrainer', options, names);
    this.vocab_size = reader.count('vocab_size', 0, 30000);
    this.min_frequency = reader.count('min_frequency', 0, 0);
    this.special_tokens = reader.specialTokens('special_tokens');
    this.show_progress = reader.listener('show_progress');
  }

  train(words: WordCounts, untrained: Json): Json {
    const frequent = words
      .filter(([, count]) => count >= this.min_frequency)
      .sort(([a, countA], [b, countB]) => countB - countA || compareCodePoints(a, b));
    const tokens = [...this.special_tokens.map(({ content }) => content), ...frequent.map(([word]) => word)];
    // A word that is a special token too keeps the later id, as in Python.
    const vocab = Object.fromEntries(tokens.slice(0, this.vocab_size).map((token, id) => [token, id]));
    this.show_progress?.({ stage: 'tokens', done: tokens.length, total: tokens.length });
    return { type: 'WordLevel', vocab, unk_token: untrained.unk_token ?? '<unk>' };
  }
}
