import { InvalidArgumentError, nearestName } from '@automodel/core';
import type { GenerationOptions } from './generation-config.js';

/** A value's check, and what is expected in words. */
interface Kind {
  readonly expects: string;
  accepts(value: unknown): boolean;
}

const kind = (expects: string, accepts: (value: unknown) => boolean): Kind => ({ expects, accepts });

const isId = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isIds = (value: unknown): boolean => Array.isArray(value) && value.every(isId);
const isFilled = (value: unknown): value is unknown[] => Array.isArray(value) && value.length > 0;
const isWord = (value: unknown): boolean => isFilled(value) && value.every(isId);
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const boolean = kind('true or false', (value) => typeof value === 'boolean');
const integer = (least: number): Kind =>
  kind(`an integer of at least ${least}`, (value) => Number.isInteger(value) && (value as number) >= least);
const number = kind('a number', (value) => Number.isFinite(value));
const above = (low: number, high = Infinity): Kind =>
  kind(
    high === Infinity ? `a number above ${low}` : `a number above ${low} and at most ${high}`,
    (value) => Number.isFinite(value) && (value as number) > low && (value as number) <= high,
  );
const between = (low: number, high: number): Kind =>
  kind(
    `a number from ${low} to ${high}`,
    (value) => typeof value === 'number' && value >= low && value <= high,
  );
const oneOf = (...values: unknown[]): Kind =>
  kind(`one of ${values.map((value) => JSON.stringify(value)).join(', ')}`, (value) =>
    values.includes(value),
  );
const id = kind('a token id', isId);
const ids = kind('a list of token ids', isIds);
const idOrIds = kind('a token id or a list of them', (value) => isId(value) || isIds(value));
const words = kind(
  'a list of words, each a list of token ids',
  (value) => isFilled(value) && value.every(isWord),
);

/** What each option takes. `null` and `undefined` are never asked about. */
const kinds: Record<keyof GenerationOptions, Kind> = {
  max_length: integer(1),
  max_new_tokens: integer(1),
  min_length: integer(0),
  min_new_tokens: integer(0),
  early_stopping: oneOf(true, false, 'never'),
  max_time: above(0),
  stop_strings: kind('a text or a list of texts, none of them empty', (value) =>
    [value].flat().every((text) => typeof text === 'string' && text !== ''),
  ),
  do_sample: boolean,
  num_beams: integer(1),
  num_beam_groups: integer(1),
  diversity_penalty: kind('a number of at least 0', (value) => Number.isFinite(value) && Number(value) >= 0),
  penalty_alpha: between(0, 1),
  dola_layers: kind(
    '"low", "high" or a list of layers',
    (value) => value === 'low' || value === 'high' || isWord(value),
  ),
  force_words_ids: kind(
    'a list of words, each a list of token ids or a list of such lists',
    (value) =>
      isFilled(value) && value.every((word) => isWord(word) || (isFilled(word) && word.every(isWord))),
  ),
  constraints: kind('a list of constraints', (value) => isFilled(value) && value.every(isObject)),
  length_penalty: number,
  temperature: kind(
    'a number above 0 (for the likeliest token always, set do_sample to false)',
    (value) => Number.isFinite(value) && Number(value) > 0,
  ),
  top_k: integer(0),
  top_p: above(0, 1),
  min_p: between(0, 1),
  top_h: above(0, 1),
  typical_p: above(0, 1),
  epsilon_cutoff: between(0, 1),
  eta_cutoff: between(0, 1),
  repetition_penalty: above(0),
  encoder_repetition_penalty: above(0),
  no_repeat_ngram_size: integer(0),
  encoder_no_repeat_ngram_size: integer(0),
  bad_words_ids: words,
  sequence_bias: kind(
    'a list of pairs [token ids, number]',
    (value) =>
      isFilled(value) &&
      value.every(
        (pair) =>
          Array.isArray(pair) &&
          pair.length === 2 &&
          isWord(pair[0]) &&
          typeof pair[1] === 'number' &&
          !Number.isNaN(pair[1]),
      ),
  ),
  forced_bos_token_id: id,
  forced_eos_token_id: idOrIds,
  remove_invalid_values: boolean,
  exponential_decay_length_penalty: kind(
    'a pair [start index, factor]',
    (value) => Array.isArray(value) && value.length === 2 && isId(value[0]) && Number(value[1]) > 0,
  ),
  suppress_tokens: ids,
  begin_suppress_tokens: ids,
  renormalize_logits: boolean,
  guidance_scale: number,
  watermarking_config: kind(
    'a watermark\'s settings: either of greenlist_ratio, bias, hashing_key, seeding_scheme ("lefthash" or "selfhash"), ' +
      'context_width, or ngram_len and keys of SynthID',
    isWatermark,
  ),
  num_return_sequences: integer(1),
  output_scores: boolean,
  output_logits: boolean,
  output_attentions: boolean,
  output_hidden_states: boolean,
  return_dict_in_generate: boolean,
  pad_token_id: id,
  bos_token_id: id,
  eos_token_id: idOrIds,
  decoder_start_token_id: idOrIds,
  is_assistant: boolean,
  num_assistant_tokens: integer(1),
  num_assistant_tokens_schedule: oneOf('heuristic', 'heuristic_transient', 'constant'),
  assistant_confidence_threshold: between(0, 1),
  assistant_ensemble_weight: kind(
    'a number between 0 and 1',
    (value) => typeof value === 'number' && value > 0 && value < 1,
  ),
  assistant_lookbehind: integer(1),
  target_lookbehind: integer(1),
  prompt_lookup_num_tokens: integer(1),
  max_matching_ngram_size: integer(1),
  seed: kind(
    'an integer from 0 to 2^32 - 1, or a list of them',
    (value) => isFilled([value].flat()) && [value].flat().every((seed) => isId(seed) && seed < 2 ** 32),
  ),
  slidingContext: boolean,
  guided: kind(
    'an object with one of json, regex, choices, grammar',
    (value) =>
      isObject(value) &&
      Object.keys(value).length === 1 &&
      ['json', 'regex', 'choices', 'grammar'].includes(Object.keys(value)[0]),
  ),
};

/** Options of Python's that make no difference here with these values, and why no other value can be honoured. */
const withoutMeaning: Record<string, { harmless: readonly unknown[]; reason: string }> = {
  use_cache: { harmless: [true], reason: 'past key values are always kept; results are the same' },
  use_mtp: { harmless: [false], reason: 'multi-token prediction heads are not loaded' },
  disable_compile: { harmless: [true], reason: 'there is no torch.compile' },
  low_memory: { harmless: [false], reason: 'candidates are always computed together' },
  token_healing: { harmless: [false], reason: 'a prompt is continued as it is, and never rewritten' },
  cache_implementation: { harmless: [], reason: 'there is one kind of cache' },
  cache_config: { harmless: [], reason: 'there is one kind of cache' },
  max_cache_len: { harmless: [], reason: 'the cache is as long as the call needs' },
  assistant_early_exit: { harmless: [], reason: 'models have no early exits; use assistant_model' },
  speculation_type: { harmless: [], reason: 'use assistant_model or prompt_lookup_num_tokens' },
  compile_config: { harmless: [], reason: 'there is no torch.compile' },
  continuous_batching_config: { harmless: [], reason: 'there is no continuous batching' },
  synced_gpus: { harmless: [false], reason: 'there is one machine' },
  negative_prompt_attention_mask: { harmless: [], reason: 'give negative_prompt_ids without padding' },
  prefill_chunk_size: { harmless: [], reason: 'prompts are computed at once' },
};

/** Arguments of `generate()` itself: a `generation_config` does not have them. */
export const callArguments = [
  'generation_config',
  'logits_processor',
  'stopping_criteria',
  'streamer',
  'assistant_model',
  'negative_prompt_ids',
  'prefix_allowed_tokens_fn',
  'allowedTokens',
  'tokenizer',
  'prefixCache',
  'onStep',
  'signal',
] as const;

/** What files of Python's say about themselves. */
const metadata = ['transformers_version', '_from_model_config', '_commit_hash'];

/** The names of all options. */
export const optionNames = Object.keys(kinds) as readonly (keyof GenerationOptions)[];

/** Everything that `generate()` takes, and what it refuses with a reason. */
export const generateOptionNames: readonly string[] = [
  ...optionNames,
  ...callArguments,
  ...Object.keys(withoutMeaning),
];

/**
 * Refuses options that are unknown, cannot be honoured, or have a value that is none for them.
 *
 * @throws InvalidArgumentError naming the option
 */
export function checkOptions(where: string, options: object): void {
  if (!isObject(options)) {
    throw new InvalidArgumentError(`${where} takes its options as an object, not as ${String(options)}`);
  }
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    if (Object.hasOwn(kinds, name)) checkValue(where, name as keyof GenerationOptions, value);
    else if (!metadata.includes(name)) refuseName(where, name, value);
  }
}

/** What a generation_config.json says. */
export interface FileContent {
  readonly known: GenerationOptions;
  /** What is no option here, and concerns others, such as "transformers_version". */
  readonly others: Readonly<Record<string, unknown>>;
}

/**
 * Reads what a generation_config.json says.
 *
 * @throws InvalidArgumentError naming an option whose value is none for it
 */
export function readFile(file: Readonly<Record<string, unknown>>): FileContent {
  const known: Record<string, unknown> = {};
  const others: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(file)) {
    // Old checkpoints say that they have no padding by -1.
    if (name === 'pad_token_id' && Number(value) < 0) continue;
    if (!Object.hasOwn(kinds, name)) others[name] = value;
    else {
      checkValue('generation_config.json', name as keyof GenerationOptions, value);
      known[name] = value;
    }
  }
  return { known, others };
}

function checkValue(where: string, name: keyof GenerationOptions, value: unknown): void {
  if (value === null || value === undefined || kinds[name].accepts(value)) return;
  throw new InvalidArgumentError(`${name} of ${where} must be ${kinds[name].expects}, not ${show(value)}`);
}

function refuseName(where: string, name: string, value: unknown): void {
  if (Object.hasOwn(withoutMeaning, name)) {
    const { harmless, reason } = withoutMeaning[name];
    if (value === null || value === undefined || harmless.includes(value)) return;
    throw new InvalidArgumentError(`${where} cannot honour ${name}: ${show(value)}; ${reason}`);
  }
  if ((callArguments as readonly string[]).includes(name)) {
    throw new InvalidArgumentError(`${name} is an argument of generate(), not an option of ${where}`);
  }
  const nearest = nearestName(name, [...optionNames, ...callArguments]);
  const hint = nearest ? `; did you mean "${nearest}"?` : ', and none of a similar name';
  throw new InvalidArgumentError(`${where} does not know the option "${name}"${hint}`);
}

function isWatermark(value: unknown): boolean {
  if (!isObject(value)) return false;
  const synthId = [
    'ngram_len',
    'keys',
    'context_history_size',
    'sampling_table_seed',
    'sampling_table_size',
    'skip_first_ngram_calls',
    'debug_mode',
  ];
  const greenList = ['greenlist_ratio', 'bias', 'hashing_key', 'seeding_scheme', 'context_width'];
  const { seeding_scheme: scheme = 'lefthash', keys } = value as { seeding_scheme?: unknown; keys?: unknown };
  const allowed = keys === undefined ? greenList : synthId;
  return (
    Object.keys(value).every((name) => allowed.includes(name)) &&
    (scheme === 'lefthash' || scheme === 'selfhash') &&
    (keys === undefined || isIds(keys))
  );
}

function show(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
}
