export { buildLogitsProcessors, type ProcessorContext } from './build.js';
export { HammingDiversityLogitsProcessor, type ChosenByEarlierGroups } from './diversity.js';
export {
  ExponentialDecayLengthPenalty,
  ForcedBOSTokenLogitsProcessor,
  ForcedEOSTokenLogitsProcessor,
  MinLengthLogitsProcessor,
  MinNewTokensLengthLogitsProcessor,
} from './length.js';
export { LogitsProcessorList, type LogitsProcessor } from './logits-processor.js';
export {
  EncoderNoRepeatNGramLogitsProcessor,
  EncoderRepetitionPenaltyLogitsProcessor,
  NoRepeatNGramLogitsProcessor,
  RepetitionPenaltyLogitsProcessor,
} from './repetition.js';
export {
  FiniteLogitsCheck,
  InfNanRemoveLogitsProcessor,
  LogitNormalization,
  NonFiniteLogitsError,
  TemperatureLogitsWarper,
  UnbatchedClassifierFreeGuidanceLogitsProcessor,
  type UnconditionalScores,
} from './scaling.js';
export { SynthIDTextWatermarkLogitsProcessor } from './synth-id.js';
export {
  NoBadWordsLogitsProcessor,
  PrefixConstrainedLogitsProcessor,
  SequenceBiasLogitsProcessor,
  SuppressTokensAtBeginLogitsProcessor,
  SuppressTokensLogitsProcessor,
  type PrefixAllowedTokens,
} from './tokens.js';
export {
  EpsilonLogitsWarper,
  EtaLogitsWarper,
  MinPLogitsWarper,
  TopHLogitsWarper,
  TopKLogitsWarper,
  TopPLogitsWarper,
  TypicalLogitsWarper,
} from './truncation.js';
export { WatermarkLogitsProcessor } from './watermark.js';
