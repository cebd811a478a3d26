import { InvalidArgumentError } from '@automodel/core';
import type {
  PreparedGenerationConfig,
  SynthIDTextWatermarkingConfig,
  WatermarkingConfig,
} from '../config/generation-config.js';
import { HammingDiversityLogitsProcessor, type ChosenByEarlierGroups } from './diversity.js';
import {
  ExponentialDecayLengthPenalty,
  ForcedBOSTokenLogitsProcessor,
  ForcedEOSTokenLogitsProcessor,
  MinLengthLogitsProcessor,
  MinNewTokensLengthLogitsProcessor,
} from './length.js';
import { LogitsProcessorList, type LogitsProcessor } from './logits-processor.js';
import {
  EncoderNoRepeatNGramLogitsProcessor,
  EncoderRepetitionPenaltyLogitsProcessor,
  NoRepeatNGramLogitsProcessor,
  RepetitionPenaltyLogitsProcessor,
} from './repetition.js';
import {
  FiniteLogitsCheck,
  InfNanRemoveLogitsProcessor,
  LogitNormalization,
  TemperatureLogitsWarper,
  UnbatchedClassifierFreeGuidanceLogitsProcessor,
  type UnconditionalScores,
} from './scaling.js';
import { SynthIDTextWatermarkLogitsProcessor } from './synth-id.js';
import {
  NoBadWordsLogitsProcessor,
  PrefixConstrainedLogitsProcessor,
  SequenceBiasLogitsProcessor,
  SuppressTokensAtBeginLogitsProcessor,
  SuppressTokensLogitsProcessor,
  type PrefixAllowedTokens,
} from './tokens.js';
import {
  EpsilonLogitsWarper,
  EtaLogitsWarper,
  MinPLogitsWarper,
  TopHLogitsWarper,
  TopKLogitsWarper,
  TopPLogitsWarper,
  TypicalLogitsWarper,
} from './truncation.js';
import { WatermarkLogitsProcessor } from './watermark.js';

/** What processors need to know of a call besides its options. */
export interface ProcessorContext {
  readonly vocabSize: number;
  /** Tokens of a row before the first new one: the padded prompt, or the decoder's start. */
  readonly promptLength: number;
  /** What the model was given, one for each prompt: the padded prompts, or the encoder's inputs. */
  readonly inputIds: readonly Int32Array[];
  /** Rows that continue a prompt: beams, or returned sequences. */
  readonly rowsPerPrompt: number;
  readonly prefixAllowedTokens?: PrefixAllowedTokens | undefined;
  /** The processor of the option `guided`. */
  readonly guided?: LogitsProcessor | undefined;
  /** Processors of the caller's own: they come before sampling cuts tokens off. */
  readonly custom?: Iterable<LogitsProcessor> | undefined;
  /** Needed for `guidance_scale`. */
  readonly unconditional?: UnconditionalScores | undefined;
  /** Needed for `diversity_penalty`. */
  readonly chosenByEarlierGroups?: ChosenByEarlierGroups | undefined;
}

/**
 * The processors that the options ask for, in the order of Python's `_get_logits_processor`.
 *
 * @throws InvalidArgumentError if a processor does not take the value of its option
 */
export function buildLogitsProcessors(
  config: PreparedGenerationConfig,
  context: ProcessorContext,
): LogitsProcessorList {
  return new LogitsProcessorList([
    ...(config.remove_invalid_values ? [] : [new FiniteLogitsCheck()]),
    ...guidance(config, context),
    ...repetition(config, context),
    ...length(config, context),
    ...(context.custom ?? []),
    ...(config.do_sample ? warpers(config) : []),
    ...(config.watermarking_config
      ? [watermark(config.watermarking_config, context.vocabSize, context.promptLength)]
      : []),
    ...(config.renormalize_logits ? [new LogitNormalization()] : []),
  ]);
}

function* guidance(
  config: PreparedGenerationConfig,
  context: ProcessorContext,
): Generator<LogitsProcessor, void> {
  if ((config.guidance_scale ?? 1) !== 1) {
    const scores = needed(context.unconditional, 'guidance_scale');
    yield new UnbatchedClassifierFreeGuidanceLogitsProcessor(config.guidance_scale!, scores);
  }
  if (config.sequence_bias) yield new SequenceBiasLogitsProcessor(config.sequence_bias, context.vocabSize);
  if (config.diversity_penalty > 0) {
    const chosen = needed(context.chosenByEarlierGroups, 'diversity_penalty');
    yield new HammingDiversityLogitsProcessor(config.diversity_penalty, chosen);
  }
}

function* repetition(
  config: PreparedGenerationConfig,
  { inputIds, rowsPerPrompt, vocabSize }: ProcessorContext,
): Generator<LogitsProcessor, void> {
  const { encoder_repetition_penalty, repetition_penalty } = config;
  if (encoder_repetition_penalty !== 1) {
    yield new EncoderRepetitionPenaltyLogitsProcessor(encoder_repetition_penalty, inputIds, rowsPerPrompt);
  }
  if (repetition_penalty !== 1) yield new RepetitionPenaltyLogitsProcessor(repetition_penalty);
  if (config.no_repeat_ngram_size > 0) yield new NoRepeatNGramLogitsProcessor(config.no_repeat_ngram_size);
  if (config.encoder_no_repeat_ngram_size > 0) {
    const size = config.encoder_no_repeat_ngram_size;
    yield new EncoderNoRepeatNGramLogitsProcessor(size, inputIds, rowsPerPrompt);
  }
  if (config.bad_words_ids) {
    yield new NoBadWordsLogitsProcessor(config.bad_words_ids, config.eos_token_id, vocabSize);
  }
}

function* length(
  config: PreparedGenerationConfig,
  { promptLength, rowsPerPrompt, prefixAllowedTokens, guided }: ProcessorContext,
): Generator<LogitsProcessor, void> {
  const eos = config.eos_token_id;
  if (eos.length > 0 && config.min_length > 0) yield new MinLengthLogitsProcessor(config.min_length, eos);
  if (eos.length > 0 && (config.min_new_tokens ?? 0) > 0) {
    yield new MinNewTokensLengthLogitsProcessor(promptLength, config.min_new_tokens!, eos);
  }
  if (prefixAllowedTokens) {
    yield new PrefixConstrainedLogitsProcessor(prefixAllowedTokens, rowsPerPrompt, config.num_beams);
  }
  if (guided) yield guided;
  if (config.forced_bos_token_id !== undefined) {
    yield new ForcedBOSTokenLogitsProcessor(config.forced_bos_token_id);
  }
  if (config.forced_eos_token_id) {
    yield new ForcedEOSTokenLogitsProcessor(config.max_length, config.forced_eos_token_id);
  }
  if (config.remove_invalid_values) yield new InfNanRemoveLogitsProcessor();
  if (config.exponential_decay_length_penalty) {
    yield new ExponentialDecayLengthPenalty(config.exponential_decay_length_penalty, eos, promptLength);
  }
  if (config.suppress_tokens) yield new SuppressTokensLogitsProcessor(config.suppress_tokens);
  if (config.begin_suppress_tokens) {
    const forced = promptLength <= 1 && config.forced_bos_token_id !== undefined;
    const begin = promptLength + (forced ? 1 : 0);
    yield new SuppressTokensAtBeginLogitsProcessor(config.begin_suppress_tokens, begin);
  }
}

function* warpers(config: PreparedGenerationConfig): Generator<LogitsProcessor, void> {
  // A beam that may only end would have nothing to go on with.
  const keep = config.num_beams > 1 ? (config.eos_token_id.length || 1) + 1 : 1;
  const { temperature, top_k, top_p, typical_p, epsilon_cutoff, eta_cutoff } = config;
  if (temperature !== 1) yield new TemperatureLogitsWarper(temperature);
  if (config.top_h !== undefined) yield new TopHLogitsWarper(config.top_h);
  if (top_k !== 0) yield new TopKLogitsWarper(top_k, keep);
  if (top_p < 1) yield new TopPLogitsWarper(top_p, keep);
  if (config.min_p !== undefined) yield new MinPLogitsWarper(config.min_p, keep);
  if (typical_p < 1) yield new TypicalLogitsWarper(typical_p, keep);
  if (epsilon_cutoff > 0 && epsilon_cutoff < 1) yield new EpsilonLogitsWarper(epsilon_cutoff, keep);
  if (eta_cutoff > 0 && eta_cutoff < 1) yield new EtaLogitsWarper(eta_cutoff, keep);
}

function watermark(
  config: WatermarkingConfig | SynthIDTextWatermarkingConfig,
  vocabSize: number,
  promptLength: number,
): LogitsProcessor {
  return 'keys' in config
    ? new SynthIDTextWatermarkLogitsProcessor(config, promptLength)
    : new WatermarkLogitsProcessor(vocabSize, config);
}

function needed<T>(value: T | undefined, option: string): T {
  if (value === undefined) throw new InvalidArgumentError(`${option} is not honoured by this search`);
  return value;
}
