import { AutomodelError, InvalidArgumentError } from '@automodel/core';
import { checkArguments } from './check-arguments.js';
import {
  prepareLengths,
  resolveGenerationConfig,
  type GenerationOptions,
  type PreparedGenerationConfig,
  type ResolvedGenerationConfig,
} from './config/index.js';
import { callArguments } from './config/check-options.js';
import type { GenerationModel } from './generation-model.js';
import type { PrefixCache } from './prefix-cache.js';
import type { LogitsProcessor, PrefixAllowedTokens } from './processors/index.js';
import type { Streamer } from './streamer.js';
import type { StoppingCriterion, StoppingFunction } from './stopping/index.js';
import type { TextTokenizer } from './token-vocabulary.js';
import type { SearchStep } from './search/search.js';
import { SlidingContext } from './sliding-context.js';

/** What to continue. */
export interface GenerationInputs {
  /** The prompts, padded on the left to one length where they differ in it; for encoder-decoder models the decoder's. */
  readonly prompts: readonly ArrayLike<number>[];
  /** 1 where a token is, 0 where padding is; if left out, padding is what has the pad id, if that says so. */
  readonly mask?: readonly ArrayLike<number>[] | undefined;
  /** What an encoder read, one for each prompt; processors look there instead of at prompts. */
  readonly encoderInputs?: readonly ArrayLike<number>[] | undefined;
}

/** Options of a call: those of `GenerationConfig`, and these. */
export interface GenerateOptions extends GenerationOptions {
  /** Options that go behind those of the call and before the model's own. */
  readonly generation_config?: GenerationOptions | undefined;
  readonly logits_processor?: Iterable<LogitsProcessor> | undefined;
  readonly stopping_criteria?: StoppingCriterion | Iterable<StoppingCriterion | StoppingFunction> | undefined;
  readonly streamer?: Streamer | undefined;
  /** A smaller model that goes ahead. */
  readonly assistant_model?: GenerationModel | undefined;
  /** What guidance goes away from, one for each prompt; the prompt's last token if left out. */
  readonly negative_prompt_ids?: readonly ArrayLike<number>[] | undefined;
  /** The tokens that may come next, by the prompt's index and the tokens so far. */
  readonly prefix_allowed_tokens_fn?: PrefixAllowedTokens | undefined;
  /** The same by the tokens so far alone. */
  readonly allowedTokens?: ((prefix: Int32Array) => Iterable<number>) | undefined;
  /** Needed for `stop_strings` and `guided`. */
  readonly tokenizer?: TextTokenizer | undefined;
  /** Where the model remembers the last row, so that a prompt that begins like it computes only what is new. */
  readonly prefixCache?: PrefixCache | undefined;
  /** Sees every step. */
  readonly onStep?: ((step: SearchStep) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A prompt that is longer than what the model reads. */
export class ContextLengthError extends AutomodelError {
  constructor(
    readonly tokens: number,
    readonly maxLength: number,
    message: string,
  ) {
    super('context-length-exceeded', message);
  }
}

/** A call whose options and prompts are checked. */
export interface CheckedRequest {
  /** The model as the caller has it. */
  readonly given: GenerationModel;
  /** What computes: the model, with its prefix cache, or a context that slides. */
  readonly model: GenerationModel;
  readonly config: PreparedGenerationConfig;
  readonly options: GenerateOptions;
  /** Without padding. */
  readonly prompts: readonly Int32Array[];
  /** With padding on the left, all of one length. */
  readonly padded: readonly Int32Array[];
  /** Of each padded prompt, 1 where a token is, 0 where padding is. */
  readonly masks: readonly Int32Array[];
  readonly encoderInputs: readonly Int32Array[] | undefined;
  readonly padTokenId: number;
}

/**
 * Checks a call.
 *
 * @param file the content of the model's generation_config.json
 * @throws InvalidArgumentError, ContextLengthError
 */
export function checkRequest(
  given: GenerationModel,
  inputs: GenerationInputs,
  options: GenerateOptions,
  file: Readonly<Record<string, unknown>> = {},
): CheckedRequest {
  if (typeof options !== 'object' || (options as object | null) === null) {
    throw new InvalidArgumentError(`generate() takes its options as an object, not as ${String(options)}`);
  }
  checkArguments(options);
  const call = Object.fromEntries(
    Object.entries(options).filter(([name]) => !(callArguments as readonly string[]).includes(name)),
  ) as GenerationOptions;
  const resolved = resolveGenerationConfig({ call, config: options.generation_config, file });
  const model = sourceOf(given, options.prefixCache, resolved.slidingContext ?? false);
  checkForcedTokens(resolved, model.vocabSize);
  const [eos] = resolved.eos_token_id as readonly (number | undefined)[];
  const padTokenId = resolved.pad_token_id ?? eos ?? 0;
  const { prompts, padded, masks } = readPrompts(
    model,
    inputs,
    padTokenId,
    resolved.pad_token_id,
    resolved.eos_token_id,
  );
  const promptLength = padded[0].length;
  const longest = prompts.reduce((length, prompt) => Math.max(length, prompt.length), 0);
  const { maxLength } = model;
  // The beginning of an output is what the rest of it goes by.
  const forgetting = inputs.encoderInputs ? '' : ', or let its beginning be forgotten: slidingContext: true';
  if (maxLength !== undefined && longest >= maxLength) {
    throw new ContextLengthError(
      longest,
      maxLength,
      `the prompt is ${longest} tokens long, the model reads at most ${maxLength}, new tokens included; shorten it` +
        forgetting,
    );
  }
  const padding = promptLength - longest;
  const limit = maxLength === undefined ? undefined : maxLength + padding;
  const prepared = prepareLengths(resolved, { promptLength, maxPositions: limit });
  return {
    given,
    model,
    config: fitContext(prepared, limit, maxLength, forgetting),
    options,
    prompts,
    padded,
    masks,
    encoderInputs: inputs.encoderInputs?.map((row) => Int32Array.from(row)),
    padTokenId,
  };
}

/** What computes the rows of a call. */
function sourceOf(
  model: GenerationModel,
  prefixCache: PrefixCache | undefined,
  slides: boolean,
): GenerationModel {
  if (prefixCache && prefixCache.model !== model) {
    throw new InvalidArgumentError('the prefixCache is of another model: make one with this model');
  }
  const source = prefixCache ?? model;
  return slides && model.maxLength !== undefined ? new SlidingContext(source, model.maxLength) : source;
}

/** A token that must come must be one. */
function checkForcedTokens(
  { forced_bos_token_id, forced_eos_token_id, force_words_ids }: ResolvedGenerationConfig,
  vocabSize: number,
): void {
  const forced = { forced_bos_token_id, forced_eos_token_id, force_words_ids };
  for (const [name, tokens] of Object.entries(forced)) {
    const wrong = [tokens ?? []].flat(3).find((token) => token >= vocabSize);
    if (wrong === undefined) continue;
    throw new InvalidArgumentError(`${name} has the token ${wrong}, this model has 0 to ${vocabSize - 1}`);
  }
}

/** What the caller asks for must fit the context; what a file says is cut. */
function fitContext(
  config: PreparedGenerationConfig,
  limit: number | undefined,
  maxLength: number | undefined,
  forgetting: string,
): PreparedGenerationConfig {
  if (limit === undefined || config.max_length <= limit) return config;
  const name = config.max_new_tokens === undefined ? 'max_length' : 'max_new_tokens';
  if (!config.explicit.has(name)) return { ...config, max_length: limit };
  throw new ContextLengthError(
    config.max_length,
    maxLength!,
    `${name}: ${config[name]} asks for rows of ${config.max_length} tokens with their prompt, the model reads at most ` +
      `${maxLength}; ask for fewer, or shorten the prompt${forgetting}`,
  );
}

function tokenRow(prompt: ArrayLike<number>, index: number): Int32Array {
  const wrong = Array.from(prompt).find((token) => !Number.isInteger(token));
  if (wrong === undefined) return Int32Array.from(prompt);
  throw new InvalidArgumentError(`prompt ${index} holds ${String(wrong)}, which is no token id`);
}

function readPrompts(
  model: GenerationModel,
  { prompts, mask }: GenerationInputs,
  filler: number,
  padTokenId: number | undefined,
  eos: readonly number[],
): Pick<CheckedRequest, 'prompts' | 'padded' | 'masks'> {
  if (prompts.length === 0) throw new InvalidArgumentError('there is no prompt to continue');
  if (mask && mask.length !== prompts.length) {
    throw new InvalidArgumentError(
      `the attention mask has ${mask.length} rows for ${prompts.length} prompts; give one for each`,
    );
  }
  const rows = prompts.map((prompt, i) => tokenRow(prompt, i));
  // As Python does: an end of sequence in a prompt may be meant, even if it is the padding, too.
  const marksPadding = padTokenId !== undefined && !eos.includes(padTokenId);
  const isToken = rows.map((row, i) => {
    if (mask && mask[i].length !== row.length) {
      throw new InvalidArgumentError(
        `the attention mask of prompt ${i} has ${mask[i].length} numbers for ${row.length} tokens`,
      );
    }
    return row.map((token, j) => Number(mask ? mask[i][j] !== 0 : !marksPadding || token !== padTokenId));
  });
  const kept = rows.map((row, i) => row.filter((_, j) => isToken[i][j] === 1));
  kept.forEach((row, i) => {
    if (row.length === 0) {
      throw new InvalidArgumentError(
        `prompt ${i} is empty; begin with a token, such as the tokenizer's bos_token_id`,
      );
    }
    const wrong = row.find((token) => token < 0 || token >= model.vocabSize);
    if (wrong !== undefined) {
      throw new InvalidArgumentError(
        `prompt ${i} holds the token ${wrong}, this model has 0 to ${model.vocabSize - 1}; does the tokenizer belong ` +
          'to the model?',
      );
    }
  });
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const pad = (row: Int32Array, value: number): Int32Array => {
    const all = new Int32Array(length).fill(value);
    all.set(row, length - row.length);
    return all;
  };
  return {
    prompts: kept,
    padded: rows.map((row) => pad(row, filler)),
    masks: isToken.map((row) => pad(row, 0)),
  };
}
