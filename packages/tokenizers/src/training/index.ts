export {
  BpeTrainer,
  WordPieceTrainer,
  type BpeTrainerOptions,
  type WordPieceTrainerOptions,
} from './bpe-trainer.js';
export type { TrainNewOptions } from './train-new.js';
export { train_from_iterator, type TokenizerJson } from './train.js';
export type { SpecialTokenOption, TrainerOptions } from './trainer-options.js';
export type { ProgressListener, SpecialToken, Trainer, TrainingProgress, WordCounts } from './trainer.js';
export { UnigramTrainer, type UnigramTrainerOptions } from './unigram-trainer.js';
export type { TextIterator } from './word-counts.js';
export { WordLevelTrainer, type WordLevelTrainerOptions } from './word-level-trainer.js';
