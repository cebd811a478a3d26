import { EngineError } from '../engine.js';

/** Options that the library's `generate` acts on, in version 4.3. */
const honoured = [
  'begin_suppress_tokens',
  'bad_words_ids',
  'bos_token_id',
  'decoder_input_ids',
  'decoder_start_token_id',
  'do_sample',
  'eos_token_id',
  'forced_bos_token_id',
  'forced_eos_token_id',
  'generation_config',
  'guidance_scale',
  'logits_processor',
  'max_length',
  'max_new_tokens',
  'min_length',
  'min_new_tokens',
  'no_repeat_ngram_size',
  'pad_token_id',
  'repetition_penalty',
  'return_dict_in_generate',
  'signal',
  'stopping_criteria',
  'streamer',
  'suppress_tokens',
  'temperature',
  'top_k',
];

/** Options that it takes and ignores, with the values that ask for nothing. */
const ignored: Readonly<Record<string, readonly unknown[]>> = {
  constraints: [null],
  diversity_penalty: [0],
  early_stopping: [false],
  encoder_no_repeat_ngram_size: [0],
  encoder_repetition_penalty: [1],
  epsilon_cutoff: [0],
  eta_cutoff: [0],
  exponential_decay_length_penalty: [null],
  force_words_ids: [null],
  length_penalty: [1],
  max_time: [null],
  min_p: [0, null],
  num_beam_groups: [1],
  num_beams: [1],
  num_return_sequences: [1],
  output_attentions: [false],
  output_hidden_states: [false],
  output_logits: [false],
  output_scores: [false],
  penalty_alpha: [0, null],
  remove_invalid_values: [false],
  renormalize_logits: [false],
  top_p: [1],
  typical_p: [1],
  use_cache: [true],
};

/** What a generation_config.json may ask for that changes the text, when it is not overridden. */
const decisiveInFiles = [
  'encoder_no_repeat_ngram_size',
  'encoder_repetition_penalty',
  'exponential_decay_length_penalty',
  'num_beams',
  'num_return_sequences',
  'penalty_alpha',
  'renormalize_logits',
];
/** The same, where tokens are sampled. */
const decisiveInSampling = ['epsilon_cutoff', 'eta_cutoff', 'min_p', 'top_p', 'typical_p'];

type Options = Readonly<Record<string, unknown>>;

/**
 * Refuses options of generation that the library does not know, or would ignore.
 *
 * @param more names that the caller takes itself
 */
export function checkGenerateOptions(options: Options, more: readonly string[] = []): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || honoured.includes(name) || more.includes(name)) continue;
    if (!Object.hasOwn(ignored, name)) {
      throw new EngineError(`the engine @huggingface/transformers does not know the option "${name}"`);
    }
    if (!asksForNothing(name, value)) {
      throw new EngineError(
        `the engine @huggingface/transformers ignores ${name}; it got ${JSON.stringify(value)}. Leave it out, or take a ` +
          'checkpoint that automodel computes',
      );
    }
  }
  if (typeof options['generation_config'] === 'object' && options['generation_config'] !== null) {
    checkGenerateOptions({ ...options['generation_config'] });
  }
}

/** Refuses to generate where the checkpoint asks for what the library ignores, and the call does not say otherwise. */
export function checkGenerationConfig(file: Options, call: Options): void {
  const said = { ...(call['generation_config'] as Options | undefined), ...call };
  const sampling = said['do_sample'] ?? file['do_sample'] ?? false;
  const decisive = [...decisiveInFiles, ...(sampling === true ? decisiveInSampling : [])];
  const name = decisive.find(
    (option) =>
      said[option] === undefined && file[option] !== undefined && !asksForNothing(option, file[option]),
  );
  if (name === undefined) return;
  throw new EngineError(
    `generation_config.json asks for ${name}: ${JSON.stringify(file[name])}, which the engine @huggingface/transformers ` +
      `ignores. Say ${name}: ${JSON.stringify(ignored[name][0])} to do without it`,
  );
}

function asksForNothing(name: string, value: unknown): boolean {
  return ignored[name].includes(value);
}
