import { InvalidArgumentError } from '@automodel/core';
import type { PreparedGenerationConfig } from '../config/generation-config.js';
import type { TokenVocabulary } from '../token-vocabulary.js';
import { ConfidenceCriteria, EosTokenCriteria, MaxLengthCriteria, MaxTimeCriteria } from './criteria.js';
import { StopStringCriteria } from './stop-strings.js';
import { StoppingCriteriaList, type StoppingCriterion, type StoppingFunction } from './stopping-criteria.js';

/** What criteria need to know of a call besides its options. */
export interface StoppingContext {
  /** Needed for `stop_strings`. */
  readonly vocabulary?: TokenVocabulary | undefined;
  /** Criteria of the caller's own. */
  readonly custom?: Iterable<StoppingCriterion | StoppingFunction> | undefined;
}

/**
 * The criteria that the options ask for, as Python's `_get_stopping_criteria` has them. `max_time` runs from now on.
 *
 * @throws InvalidArgumentError if there are stop strings, but no vocabulary
 */
export function buildStoppingCriteria(
  config: PreparedGenerationConfig,
  { vocabulary, custom = [] }: StoppingContext = {},
): StoppingCriteriaList {
  const { max_time, stop_strings, eos_token_id, assistant_confidence_threshold } = config;
  const criteria: (StoppingCriterion | StoppingFunction)[] = [new MaxLengthCriteria(config.max_length)];
  if (max_time !== undefined) criteria.push(new MaxTimeCriteria(max_time));
  if (stop_strings.length > 0) {
    if (!vocabulary) {
      throw new InvalidArgumentError('stop_strings need the tokenizer: give it to generate() as `tokenizer`');
    }
    criteria.push(new StopStringCriteria(stop_strings, vocabulary));
  }
  if (eos_token_id.length > 0) criteria.push(new EosTokenCriteria(eos_token_id));
  if (config.is_assistant && assistant_confidence_threshold > 0) {
    criteria.push(new ConfidenceCriteria(assistant_confidence_threshold));
  }
  return new StoppingCriteriaList([...criteria, ...custom]);
}
