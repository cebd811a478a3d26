import { InvalidArgumentError } from '@automodel/core';
import { Assistant } from './assisted/assistant.js';
import { assistedSearch } from './assisted/assisted-search.js';
import { PromptLookup } from './assisted/prompt-lookup.js';
import { GuidedText } from './guided/index.js';
import { buildLogitsProcessors, type LogitsProcessor, type PrefixAllowedTokens } from './processors/index.js';
import type { CheckedRequest, GenerateOptions } from './request.js';
import { randomStreams } from './sampling/index.js';
import { beamSearch } from './search/beam-search.js';
import { constrainedBeamSearch } from './search/constrained-beam-search.js';
import { wordConstraints, type Constraint } from './search/constraints.js';
import { contrastiveSearch } from './search/contrastive-search.js';
import { GroupChoices, groupBeamSearch } from './search/group-beam-search.js';
import { ModelWithTwin } from './search/guided-model.js';
import { sample } from './search/sample.js';
import { capacity, type Search, type SearchContext } from './search/search.js';
import { buildStoppingCriteria, type StoppingCriterion, type StoppingFunction } from './stopping/index.js';
import { tokenVocabulary } from './token-vocabulary.js';

/** A search, and what it works with. */
export interface PreparedSearch {
  readonly search: Search;
  readonly context: SearchContext;
}

/**
 * Chooses the search that the options ask for, and makes its processors and criteria.
 *
 * @throws InvalidArgumentError if the options ask for what no search does
 */
export function prepareSearch(request: CheckedRequest): PreparedSearch {
  const { model, config, options, prompts, padded, encoderInputs, padTokenId } = request;
  refuseUnsupported(request);
  const { num_beams, num_beam_groups } = config;
  const choices =
    num_beam_groups > 1
      ? new GroupChoices(prompts.length, num_beams, num_beams / num_beam_groups)
      : undefined;
  const twin =
    (config.guidance_scale ?? 1) === 1 ? undefined : new ModelWithTwin(model, twinPrompts(request));
  const vocabulary = options.tokenizer && tokenVocabulary(options.tokenizer);
  const guided = config.guided && guidedText(request);
  const processors = buildLogitsProcessors(config, {
    vocabSize: model.vocabSize,
    promptLength: padded[0].length,
    inputIds: encoderInputs ?? padded,
    rowsPerPrompt: Math.max(num_beams, config.num_return_sequences),
    prefixAllowedTokens: allowedTokens(options),
    guided,
    custom: options.logits_processor,
    unconditional: twin?.unconditional,
    chosenByEarlierGroups: choices?.before,
  });
  const stopping = buildStoppingCriteria(config, {
    vocabulary,
    custom: [...(guided ? [guided] : []), ...criteriaOf(options)],
  });
  const context: SearchContext = {
    model: twin ?? model,
    prompts,
    padded,
    config,
    processors,
    stopping,
    randoms: randomStreams(config.seed, prompts.length),
    padTokenId,
    signal: options.signal,
  };
  return { search: chooseSearch(request, context, processors, choices), context };
}

function chooseSearch(
  { config, options }: CheckedRequest,
  context: SearchContext,
  processors: LogitsProcessor,
  choices: GroupChoices | undefined,
): Search {
  const constraints = [
    ...wordConstraints(config.force_words_ids ?? []),
    ...((config.constraints ?? []) as readonly Constraint[]),
  ];
  if (constraints.length > 0) return constrainedBeamSearch(constraints);
  if (choices) return groupBeamSearch(choices);
  if ((config.penalty_alpha ?? 0) > 0) return contrastiveSearch;
  if (options.assistant_model) {
    const { prompts, padded } = context;
    return assistedSearch(
      new Assistant(options.assistant_model, context.model.vocabSize, {
        config,
        processors,
        random: context.randoms[0],
        padding: padded[0].subarray(0, padded[0].length - prompts[0].length),
        capacity: capacity(context),
        signal: options.signal,
      }),
    );
  }
  if (config.prompt_lookup_num_tokens !== undefined) {
    const largest = config.max_matching_ngram_size ?? 2;
    return assistedSearch(new PromptLookup(config.prompt_lookup_num_tokens, largest));
  }
  return config.num_beams > 1 ? beamSearch : sample;
}

function refuseUnsupported({ config, options, prompts }: CheckedRequest): void {
  const refuse = (reason: string): never => {
    throw new InvalidArgumentError(reason);
  };
  if (config.dola_layers !== undefined) {
    refuse('dola_layers is not supported: it needs the scores of every layer in every step');
  }
  const isAssisted = options.assistant_model ?? config.prompt_lookup_num_tokens;
  if (isAssisted !== undefined) {
    const name = options.assistant_model ? 'assistant_model' : 'prompt_lookup_num_tokens';
    if (prompts.length > 1 || config.num_return_sequences > 1) refuse(`${name} works on one row at a time`);
    if (config.num_beams > 1) refuse(`${name} and num_beams contradict: there is one row, without beams`);
    if ((config.penalty_alpha ?? 0) > 0) refuse(`${name} and penalty_alpha are two strategies: choose one`);
    if ((config.guidance_scale ?? 1) !== 1) refuse(`${name} and guidance_scale contradict`);
  }
  if (config.slidingContext && (config.penalty_alpha ?? 0) > 0) {
    refuse('slidingContext and penalty_alpha contradict: contrastive search looks back at the whole row');
  }
  if (options.prefixCache && (config.guidance_scale ?? 1) !== 1) {
    refuse('prefixCache and guidance_scale contradict: guidance computes two rows, one is kept');
  }
  if (options.streamer && (prompts.length > 1 || config.num_return_sequences > 1 || config.num_beams > 1)) {
    refuse('a streamer takes one row, without beams: give one prompt, and num_beams: 1');
  }
  if (options.negative_prompt_ids && (config.guidance_scale ?? 1) === 1) {
    refuse('negative_prompt_ids does something only with guidance_scale');
  }
}

/** What rows without the condition begin with. */
function twinPrompts({ prompts, options }: CheckedRequest): Int32Array[] {
  const { negative_prompt_ids: given } = options;
  if (given && given.length !== prompts.length) {
    throw new InvalidArgumentError(
      `negative_prompt_ids has ${given.length} rows for ${prompts.length} prompts; give one for each`,
    );
  }
  return prompts.map((prompt, i) => (given ? Int32Array.from(given[i]) : prompt.slice(-1)));
}

function allowedTokens({
  prefix_allowed_tokens_fn,
  allowedTokens: byPrefix,
}: GenerateOptions): PrefixAllowedTokens | undefined {
  if (prefix_allowed_tokens_fn && byPrefix) {
    throw new InvalidArgumentError(
      'prefix_allowed_tokens_fn and allowedTokens say the same: give one of them',
    );
  }
  return prefix_allowed_tokens_fn ?? (byPrefix && ((_prompt, sequence) => byPrefix(sequence)));
}

function criteriaOf({
  stopping_criteria: given = [],
}: GenerateOptions): (StoppingCriterion | StoppingFunction)[] {
  return Symbol.iterator in given ? [...given] : [given];
}

function guidedText({ config, options, padded }: CheckedRequest): GuidedText {
  if (!options.tokenizer) {
    throw new InvalidArgumentError('guided needs the tokenizer: give it to generate() as `tokenizer`');
  }
  return new GuidedText(config.guided!, {
    vocabulary: tokenVocabulary(options.tokenizer),
    eosTokenIds: config.eos_token_id,
    promptLength: padded[0].length,
  });
}
