import type { GuidedOptions } from '../guided/guided-options.js';
import { checkOptions, readFile } from './check-options.js';

type Maybe<T> = T | null | undefined;

/**
 * What steers generation: the options of Python's `GenerationConfig` under their names, those of transformers 4 that
 * version 5 moved out (`penalty_alpha`, `num_beam_groups`, ...), and `seed` and `guided`, which have no counterpart there.
 * `null` is as if an option were not there; in a call it turns off what the model's generation_config.json says.
 */
export interface GenerationOptions {
  // Length
  /** Tokens of the longest row, prompt included (decoder-only). `max_new_tokens` goes before it. Default: 20 new tokens. */
  max_length?: Maybe<number>;
  max_new_tokens?: Maybe<number>;
  /** Prompt included (decoder-only). `min_new_tokens` goes before it. */
  min_length?: Maybe<number>;
  min_new_tokens?: Maybe<number>;
  early_stopping?: Maybe<boolean | 'never'>;
  /** Seconds. The step that is running is finished. */
  max_time?: Maybe<number>;
  stop_strings?: Maybe<string | readonly string[]>;

  // Strategy
  do_sample?: Maybe<boolean>;
  num_beams?: Maybe<number>;
  /** Diverse beam search (https://arxiv.org/abs/1610.02424): the groups that the beams fall into. */
  num_beam_groups?: Maybe<number>;
  diversity_penalty?: Maybe<number>;
  /** Contrastive search (https://arxiv.org/abs/2202.06417), with `top_k` > 1. */
  penalty_alpha?: Maybe<number>;
  /** DoLa (https://arxiv.org/abs/2309.03883): which layers are contrasted with the last one. */
  dola_layers?: Maybe<'low' | 'high' | readonly number[]>;
  /** Words that must occur; an entry that is a list of words asks for one of them. */
  force_words_ids?: Maybe<readonly (readonly number[] | readonly (readonly number[])[])[]>;
  /** Constraints of constrained beam search. */
  constraints?: Maybe<readonly object[]>;
  length_penalty?: Maybe<number>;

  // Scores
  temperature?: Maybe<number>;
  /** 0 keeps all tokens. Default 50 where tokens are sampled. */
  top_k?: Maybe<number>;
  top_p?: Maybe<number>;
  min_p?: Maybe<number>;
  top_h?: Maybe<number>;
  typical_p?: Maybe<number>;
  epsilon_cutoff?: Maybe<number>;
  eta_cutoff?: Maybe<number>;
  repetition_penalty?: Maybe<number>;
  encoder_repetition_penalty?: Maybe<number>;
  no_repeat_ngram_size?: Maybe<number>;
  encoder_no_repeat_ngram_size?: Maybe<number>;
  bad_words_ids?: Maybe<readonly (readonly number[])[]>;
  sequence_bias?: Maybe<readonly SequenceBias[]>;
  forced_bos_token_id?: Maybe<number>;
  forced_eos_token_id?: Maybe<number | readonly number[]>;
  remove_invalid_values?: Maybe<boolean>;
  exponential_decay_length_penalty?: Maybe<readonly [startIndex: number, factor: number]>;
  suppress_tokens?: Maybe<readonly number[]>;
  begin_suppress_tokens?: Maybe<readonly number[]>;
  renormalize_logits?: Maybe<boolean>;
  guidance_scale?: Maybe<number>;
  watermarking_config?: Maybe<WatermarkingConfig | SynthIDTextWatermarkingConfig>;

  // Results
  num_return_sequences?: Maybe<number>;
  output_scores?: Maybe<boolean>;
  output_logits?: Maybe<boolean>;
  output_attentions?: Maybe<boolean>;
  output_hidden_states?: Maybe<boolean>;
  return_dict_in_generate?: Maybe<boolean>;

  // Special tokens
  pad_token_id?: Maybe<number>;
  bos_token_id?: Maybe<number>;
  eos_token_id?: Maybe<number | readonly number[]>;
  /** One, or one for each prompt. */
  decoder_start_token_id?: Maybe<number | readonly number[]>;

  // Assisted generation
  is_assistant?: Maybe<boolean>;
  num_assistant_tokens?: Maybe<number>;
  num_assistant_tokens_schedule?: Maybe<'heuristic' | 'heuristic_transient' | 'constant'>;
  assistant_confidence_threshold?: Maybe<number>;
  assistant_ensemble_weight?: Maybe<number>;
  assistant_lookbehind?: Maybe<number>;
  target_lookbehind?: Maybe<number>;
  prompt_lookup_num_tokens?: Maybe<number>;
  max_matching_ngram_size?: Maybe<number>;

  // Without a counterpart in Python
  /** Makes sampling reproducible: an integer from 0 to 2^32 - 1, or one for each prompt. */
  seed?: Maybe<number | readonly number[]>;
  /**
   * What becomes of a row that outgrows what the model reads: refused, if left out or false; if true, its beginning is
   * forgotten, and at least half of the context kept, so that rows have no end.
   */
  slidingContext?: Maybe<boolean>;
  /** What the new text must be: JSON, a match of a regular expression, one of several choices, or of a grammar. */
  guided?: Maybe<GuidedOptions>;
}

/**
 * Options that are given together, such as those of a model's generation_config.json. Has those that are given, under
 * their names.
 */
export class GenerationConfig {
  /** What a file says besides options: its own version, and what concerns other programs. */
  #others: Readonly<Record<string, unknown>> = {};

  /** @throws InvalidArgumentError if an option is unknown, or a value is none for it */
  constructor(options: GenerationOptions = {}) {
    checkOptions('GenerationConfig', options);
    Object.assign(this, options);
  }

  /**
   * The options of a generation_config.json.
   *
   * @param file its content; what is no option here is kept for {@link to_diff_dict}, and has no effect
   * @param options go before those of the file; `null` is as if the file did not say it
   * @throws InvalidArgumentError naming an option whose value is none for it
   */
  static from_dict<C extends GenerationConfig>(
    this: new (options: GenerationOptions) => C,
    file: Readonly<Record<string, unknown>>,
    options: GenerationOptions = {},
  ): C {
    checkOptions('GenerationConfig', options);
    const { known, others } = readFile(file);
    const said = Object.entries({ ...known, ...options }).filter(([, value]) => value != null);
    const config = new this(Object.fromEntries(said));
    config.#others = others;
    return config;
  }

  /** The content of a generation_config.json, names in order: the options that are set, and what a file said besides. */
  to_diff_dict(): Record<string, unknown> {
    const set = Object.entries({ ...this.#others, ...this }).filter(([, value]) => value != null);
    return Object.fromEntries(set.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The attributes that the constructor assigns. */
export interface GenerationConfig extends GenerationOptions {}

/** Tokens, and what is added to the score of the last one where the others precede it. */
export type SequenceBias = readonly [tokens: readonly number[], bias: number];

/** "A Watermark for Large Language Models", https://arxiv.org/abs/2306.04634 */
export interface WatermarkingConfig {
  /** The part of the vocabulary that is favoured. Default 0.25. */
  greenlist_ratio?: number;
  /** What is added to its scores. Default 2. */
  bias?: number;
  /** Default 15485863. */
  hashing_key?: number;
  /** Default "lefthash". */
  seeding_scheme?: 'lefthash' | 'selfhash';
  /** Default 1. */
  context_width?: number;
}

/** SynthID text, https://www.nature.com/articles/s41586-024-08025-4 */
export interface SynthIDTextWatermarkingConfig {
  ngram_len: number;
  keys: readonly number[];
  /** Default 1024. */
  context_history_size?: number;
  /** Default 0. */
  sampling_table_seed?: number;
  /** Default 2^16. */
  sampling_table_size?: number;
  /** Default false. */
  skip_first_ngram_calls?: boolean;
  /** Default false. */
  debug_mode?: boolean;
}

/** Options with a value wherever Python has a default; lists where Python takes one or several. */
export interface ResolvedGenerationConfig extends Present<
  Omit<
    GenerationOptions,
    keyof Defaults | 'max_length' | 'min_length' | 'eos_token_id' | 'forced_eos_token_id' | 'stop_strings'
  >
> {
  /** The names of the options that the caller gave, as opposed to the model's own and to defaults. */
  readonly explicit: ReadonlySet<string>;
  /** As it was asked for; see `prepareLengths`. */
  readonly max_length: number | undefined;
  /** As it was asked for; see `prepareLengths`. */
  readonly min_length: number | undefined;
  readonly early_stopping: boolean | 'never';
  readonly do_sample: boolean;
  readonly num_beams: number;
  readonly num_beam_groups: number;
  readonly diversity_penalty: number;
  readonly length_penalty: number;
  readonly temperature: number;
  readonly top_k: number;
  readonly top_p: number;
  readonly typical_p: number;
  readonly epsilon_cutoff: number;
  readonly eta_cutoff: number;
  readonly repetition_penalty: number;
  readonly encoder_repetition_penalty: number;
  readonly no_repeat_ngram_size: number;
  readonly encoder_no_repeat_ngram_size: number;
  readonly remove_invalid_values: boolean;
  readonly renormalize_logits: boolean;
  readonly num_return_sequences: number;
  readonly output_scores: boolean;
  readonly output_logits: boolean;
  readonly return_dict_in_generate: boolean;
  readonly num_assistant_tokens: number;
  readonly num_assistant_tokens_schedule: 'heuristic' | 'heuristic_transient' | 'constant';
  readonly assistant_confidence_threshold: number;
  readonly assistant_lookbehind: number;
  readonly target_lookbehind: number;
  /** Empty if there is none. */
  readonly eos_token_id: readonly number[];
  readonly forced_eos_token_id: readonly number[] | undefined;
  /** Empty if there is none. */
  readonly stop_strings: readonly string[];
}

/** What a search works with: lengths are known. */
export interface PreparedGenerationConfig extends ResolvedGenerationConfig {
  /** Tokens of the longest row, prompt with its padding included (for encoder-decoder models: the decoder's). */
  readonly max_length: number;
  readonly min_length: number;
}

/** The values of Python's `_get_default_generation_params`, as far as options have them. */
export const defaults = {
  early_stopping: false,
  do_sample: false,
  num_beams: 1,
  num_beam_groups: 1,
  diversity_penalty: 0,
  length_penalty: 1,
  temperature: 1,
  top_k: 50,
  top_p: 1,
  typical_p: 1,
  epsilon_cutoff: 0,
  eta_cutoff: 0,
  repetition_penalty: 1,
  encoder_repetition_penalty: 1,
  no_repeat_ngram_size: 0,
  encoder_no_repeat_ngram_size: 0,
  remove_invalid_values: false,
  renormalize_logits: false,
  num_return_sequences: 1,
  output_scores: false,
  output_logits: false,
  return_dict_in_generate: false,
  num_assistant_tokens: 20,
  num_assistant_tokens_schedule: 'constant',
  assistant_confidence_threshold: 0.4,
  assistant_lookbehind: 10,
  target_lookbehind: 10,
} as const satisfies GenerationOptions;

type Defaults = typeof defaults;

type Present<T> = { readonly [K in keyof T]-?: Exclude<T[K], null> };
