/**
 * Text to token ids and back, equal to Python's `tokenizers` and `transformers`; runs in Node and in browsers.
 *
 * @packageDocumentation
 */
export { AutomodelError, InvalidArgumentError } from '@automodel/core';
export type { AddedToken } from './added-tokens.js';
export type { ChatEncoding, ChatTemplateOptions } from './chat/chat-options.js';
export { ChatTemplateError } from './chat/error.js';
export type { Chat, ChatDocument, ChatMessage, ChatTool } from './chat/messages.js';
export type { ChatTemplates } from './chat/template-choice.js';
export { Encoding, type EncodingColumns, type Padding } from './encoding.js';
export { RegexBudgetError, TokenizerFileError } from './errors.js';
export type { BatchEncoding } from './pretrained/batch-encoding.js';
export type { SpecialTokenName } from './pretrained/special-token-names.js';
export {
  AlbertTokenizer,
  BartTokenizer,
  BertTokenizer,
  BigBirdTokenizer,
  BlenderbotTokenizer,
  BloomTokenizer,
  CamembertTokenizer,
  CodeLlamaTokenizer,
  DebertaV2Tokenizer,
  DistilBertTokenizer,
  ElectraTokenizer,
  GPT2Tokenizer,
  GPTNeoXTokenizer,
  GemmaTokenizer,
  LlamaTokenizer,
  MPNetTokenizer,
  PegasusTokenizer,
  PreTrainedTokenizerFast,
  Qwen2Tokenizer,
  RobertaTokenizer,
  T5Tokenizer,
  XLMRobertaTokenizer,
  XLNetTokenizer,
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
export type { LoadOptions } from './pretrained/load-options.js';
export { M2M100Tokenizer } from './pretrained/m2m-100.js';
export { MarianTokenizer } from './pretrained/marian.js';
export {
  MultilingualTokenizer,
  type LanguageTemplate,
  type TranslationInputs,
  type TranslationLanguages,
} from './pretrained/multilingual-tokenizer.js';
export { PreTrainedTokenizer, type TokenizerClass } from './pretrained/pretrained-tokenizer.js';
export { MBart50Tokenizer, MBartTokenizer, NllbTokenizer } from './pretrained/translation-classes.js';
export { tokenizerClass, tokenizerFromFiles } from './pretrained/auto.js';
export type { TokenIds } from './pretrained/token-ids.js';
export type { TokenizerFiles } from './pretrained/tokenizer-files.js';
export { UnsupportedRegexError } from './regex/pattern-reader.js';
export { DecodeStream } from './streaming/decode-stream.js';
export { TextIteratorStreamer } from './streaming/text-iterator-streamer.js';
export { TextStreamer, type TextStreamerOptions } from './streaming/text-streamer.js';
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
export { TokensView, type TokenRow, type TokensViewOptions } from './view/tokens-view.js';
