/**
 * Text to token ids and back, equal to Python's `tokenizers` and `transformers`; runs in Node and in browsers.
 *
 * @packageDocumentation
 */
export type { AddedToken } from './added-tokens.js';
export { Encoding, type EncodingColumns, type Padding } from './encoding.js';
export { TokenizerFileError } from './errors.js';
export type { BatchEncoding } from './pretrained/batch-encoding.js';
export type { SpecialTokenName } from './pretrained/class-defaults.js';
export {
  AlbertTokenizer,
  BartTokenizer,
  BertTokenizer,
  DebertaV2Tokenizer,
  DistilBertTokenizer,
  ElectraTokenizer,
  GPT2Tokenizer,
  MPNetTokenizer,
  PreTrainedTokenizerFast,
  RobertaTokenizer,
  XLMRobertaTokenizer,
} from './pretrained/classes.js';
export type {
  DecodeOptions,
  EncodeOptions,
  PaddingOption,
  TextBatch,
  TokenizerCall,
  TokenizerOptions,
  TruncationOption,
} from './pretrained/options.js';
export { PreTrainedTokenizer } from './pretrained/pretrained-tokenizer.js';
export { tokenizerFromFiles } from './pretrained/auto.js';
export type { TokenIds } from './pretrained/token-ids.js';
export type { TokenizerFiles } from './pretrained/vocabulary-files.js';
export { UnsupportedRegexError } from './regex/pattern-reader.js';
export { Tokenizer, type EncodeSettings, type OffsetUnit, type TextInput } from './tokenizer.js';
export type { Side, Truncation, TruncationStrategy } from './truncation.js';
export {
  BpeTrainer,
  train_from_iterator,
  UnigramTrainer,
  WordLevelTrainer,
  WordPieceTrainer,
  type BpeTrainerOptions,
  type ProgressListener,
  type SpecialToken,
  type SpecialTokenOption,
  type TextIterator,
  type TokenizerJson,
  type Trainer,
  type TrainerOptions,
  type TrainingProgress,
  type TrainNewOptions,
  type UnigramTrainerOptions,
  type WordCounts,
  type WordLevelTrainerOptions,
  type WordPieceTrainerOptions,
} from './training/index.js';
