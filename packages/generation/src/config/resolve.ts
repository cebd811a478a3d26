import { InvalidArgumentError } from '@automodel/core';
import { checkOptions, optionNames, readFile } from './check-options.js';
import { refuseContradictions } from './contradictions.js';
import {
  defaults,
  type GenerationOptions,
  type PreparedGenerationConfig,
  type ResolvedGenerationConfig,
} from './generation-config.js';

/** Where options come from; the first that has one decides. */
export interface GenerationConfigSources {
  /** Options of the call itself. */
  readonly call?: GenerationOptions | undefined;
  /** The call's `generation_config`. */
  readonly config?: GenerationOptions | undefined;
  /** The model's generation_config.json. Names that are unknown there are ignored. */
  readonly file?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * The options that are in force: those of the call, then of its `generation_config`, then of the model's
 * generation_config.json, then Python's defaults.
 *
 * @throws InvalidArgumentError if an option is unknown, has a value that is none for it, or contradicts another one.
 *   What Python merely warns of (`temperature` without `do_sample`) is an error if the caller said it, and ignored if it
 *   comes from the file
 */
export function resolveGenerationConfig({
  call = {},
  config = {},
  file = {},
}: GenerationConfigSources): ResolvedGenerationConfig {
  checkOptions('generate()', call);
  checkOptions('generation_config', config);
  const { known: own } = readFile(file);
  const chosen: Record<string, unknown> = {};
  const explicit = new Set<string>();
  for (const name of optionNames) {
    if ((call[name] ?? config[name] ?? undefined) !== undefined) explicit.add(name);
    const value = call[name] === null ? undefined : (call[name] ?? config[name] ?? own[name] ?? undefined);
    chosen[name] = value ?? (defaults as Record<string, unknown>)[name];
  }
  if (call.top_k === null) chosen['top_k'] = 0;
  resolveLengths(chosen, call, config);
  const { eos_token_id, forced_eos_token_id, stop_strings } = chosen as GenerationOptions;
  const resolved = {
    ...(chosen as unknown as ResolvedGenerationConfig),
    explicit,
    eos_token_id: list(eos_token_id),
    forced_eos_token_id: forced_eos_token_id === undefined ? undefined : list(forced_eos_token_id),
    stop_strings: list(stop_strings),
  };
  refuseContradictions(resolved);
  return resolved;
}

/**
 * A length said in one way goes before what sources behind it say in another way. Python warns, and counts new tokens where
 * any source does; also of both in one call, which nobody means.
 */
function resolveLengths(
  chosen: Record<string, unknown>,
  call: GenerationOptions,
  config: GenerationOptions,
): void {
  for (const bound of ['max', 'min'] as const) {
    const [length, newTokens] = [`${bound}_length`, `${bound}_new_tokens`] as const;
    if (call[length] != null && call[newTokens] != null) {
      throw new InvalidArgumentError(
        `${newTokens}: ${call[newTokens]} and ${length}: ${call[length]} contradict: ${length} counts the prompt, too; give one of them`,
      );
    }
    const source = [call, config].find((options) => options[length] != null || options[newTokens] != null);
    if (source && call[newTokens] !== null) chosen[newTokens] = source[newTokens] ?? undefined;
  }
}

/** What lengths depend on besides options. */
export interface LengthContext {
  /** Tokens of a row before the first new one: the padded prompt, or the decoder's start. */
  readonly promptLength: number;
  /** The most tokens that the model can take. */
  readonly maxPositions?: number | undefined;
}

/** New tokens where nothing says how many. */
const DEFAULT_NEW_TOKENS = 20;

/**
 * The lengths of rows, as Python's `_prepare_generated_length` has them.
 *
 * @throws InvalidArgumentError if there is no place for a new token, or the least length is above the largest
 */
export function prepareLengths(
  config: ResolvedGenerationConfig,
  { promptLength, maxPositions = Infinity }: LengthContext,
): PreparedGenerationConfig {
  const { max_new_tokens, min_new_tokens } = config;
  const byDefault = Math.min(promptLength + DEFAULT_NEW_TOKENS, maxPositions);
  const max_length =
    max_new_tokens === undefined ? (config.max_length ?? byDefault) : promptLength + max_new_tokens;
  const min_length = min_new_tokens === undefined ? (config.min_length ?? 0) : promptLength + min_new_tokens;
  if (max_length <= promptLength) {
    const limit = config.max_length === undefined ? "the model's largest length" : 'max_length';
    throw new InvalidArgumentError(
      `the prompt has ${promptLength} tokens and ${limit} is ${max_length}: there is no place for a new one. ` +
        'Use max_new_tokens, or shorten the prompt',
    );
  }
  if (
    min_length > max_length &&
    (config.explicit.has('min_length') || config.explicit.has('min_new_tokens'))
  ) {
    const least = min_new_tokens === undefined ? 'min_length' : 'min_new_tokens';
    const most = max_new_tokens === undefined ? 'max_length' : 'max_new_tokens';
    throw new InvalidArgumentError(
      `${least}: ${config[least]} and ${most}: ${config[most] ?? max_length} contradict: at least ${min_length} tokens and at ` +
        `most ${max_length}, with the ${promptLength} that come before the first new one`,
    );
  }
  return { ...config, max_length, min_length };
}

function list<T>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}
