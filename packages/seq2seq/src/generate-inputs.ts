import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { GenerateOptions, GenerationInputs, GenerationOptions } from '@automodel/generation';
import {
  encoderFeeds,
  readTokenRows,
  splitCall,
  type GenerateCall,
  type GenerateInputs,
  type TokenRows,
} from '@automodel/modeling';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

/** What `generate` reads: what a tokenizer gives for the encoder, and perhaps beginnings of outputs. */
export interface Seq2SeqGenerateInputs extends GenerateInputs {
  /** How outputs begin; `decoder_start_token_id` goes before it if it is missing. */
  readonly decoder_input_ids?: TokenRows | undefined;
  readonly decoder_attention_mask?: TokenRows | undefined;
}

/** Options of a call: those of `generate` of any model, but that an assistant is an encoder-decoder, too. */
export type Seq2SeqGenerateOptions = Omit<GenerateOptions, 'assistant_model'> & {
  /** A smaller model that reads the same input and goes ahead. */
  readonly assistant_model?: Seq2SeqLanguageModel | undefined;
};

/** Options of `generate` that mean nothing for a decoder that reads an input, and why. */
const refused = {
  guidance_scale: 'what such a decoder writes depends on its input, and there is none to go away from',
  prefixCache: 'what a decoder computed belongs to the input that it read',
  slidingContext: 'the beginning of an output is what the rest goes by',
} as const satisfies Partial<Record<keyof GenerateOptions, string>>;

/** @throws ModelInputError, InvalidArgumentError */
export function readGenerateCall(
  model: Seq2SeqLanguageModel,
  call: Seq2SeqGenerateInputs & Seq2SeqGenerateOptions,
  more?: Seq2SeqGenerateOptions,
): GenerateCall {
  const { ids, attention_mask, rest } = splitCall<Seq2SeqGenerateInputs & Seq2SeqGenerateOptions>(call, more);
  const { decoder_input_ids, decoder_attention_mask, assistant_model: assistant, ...options } = rest;
  refuseOptions(options);
  const setting = (name: keyof GenerationOptions): unknown =>
    options[name] ?? options.generation_config?.[name] ?? model.generation_config[name];
  const source = matrix('input_ids', ids);
  const mask = attention_mask ? matrix('attention_mask', attention_mask) : paddingMask(source, setting);
  const feeds = encoderFeeds({ input_ids: source, attention_mask: mask }, model.base_model.sourceLimits);
  const encoderInputs = readTokenRows('input_ids', source);
  const prompts = decoder_input_ids && readTokenRows('decoder_input_ids', decoder_input_ids);
  const masks = decoder_attention_mask && readTokenRows('decoder_attention_mask', decoder_attention_mask);
  return {
    model: model.reading(feeds),
    inputs: { ...beginnings(startTokens(setting, encoderInputs.length), prompts, masks), encoderInputs },
    options: {
      ...options,
      ...(assistant && { assistant_model: assistant.reading(feeds) }),
    },
  };
}

function refuseOptions(options: GenerateOptions): void {
  for (const [name, reason] of Object.entries(refused)) {
    const value = options[name as keyof typeof refused];
    const isOff = value === undefined || value === null || value === false || value === 1;
    if (!isOff)
      throw new InvalidArgumentError(`${name} has no meaning for encoder-decoder models: ${reason}`);
  }
}

/** Rows of one length as a tensor. */
function matrix(name: string, rows: TokenRows): Tensor<'int32'> {
  if (rows instanceof Tensor) return rows.to('int32');
  const all = readTokenRows(name, rows);
  const length = all[0]?.length ?? 0;
  if (all.some((row) => row.length !== length)) {
    throw new InvalidArgumentError(
      `the rows of ${name} differ in length; pad them: tokenizer(texts, { padding: true })`,
    );
  }
  const values = all.flatMap((row) => Array.from(row));
  const wrong = values.find((value) => !Number.isInteger(Number(value)));
  if (wrong !== undefined)
    throw new InvalidArgumentError(`${name} holds ${String(wrong)}, which is no integer`);
  return new Tensor('int32', values, [all.length, length]);
}

/** As Python does: what has the pad id is padding, unless that means the end, too. */
function paddingMask(
  ids: Tensor<'int32'>,
  setting: (name: keyof GenerationOptions) => unknown,
): Tensor<'int32'> {
  const pad = setting('pad_token_id');
  const eos = setting('eos_token_id');
  const marks = typeof pad === 'number' && !(Array.isArray(eos) ? eos : [eos]).includes(pad);
  return new Tensor(
    'int32',
    ids.data.map((id) => (marks && id === pad ? 0 : 1)),
    ids.dims,
  );
}

/** The token that each output begins with. */
function startTokens(setting: (name: keyof GenerationOptions) => unknown, rows: number): readonly number[] {
  const start = setting('decoder_start_token_id') ?? setting('bos_token_id');
  if (typeof start === 'number') return new Array<number>(rows).fill(start);
  if (!Array.isArray(start)) {
    throw new InvalidArgumentError(
      'the decoder has nothing to begin with: generation_config.json names neither decoder_start_token_id nor ' +
        'bos_token_id; give one as an option',
    );
  }
  const ids = start as number[];
  if (ids.length === rows) return ids;
  throw new InvalidArgumentError(
    `decoder_start_token_id has ${ids.length} ids for ${rows} inputs; give one for each, or a single one for all`,
  );
}

/** What the decoder begins with: a start token, then what the caller says. */
function beginnings(
  starts: readonly number[],
  rows: ArrayLike<number>[] | undefined,
  masks: ArrayLike<number>[] | undefined,
): Pick<GenerationInputs, 'prompts' | 'mask'> {
  // Without a mask there is no padding, even if the start token is the one that pads, as in T5.
  if (!rows) return { prompts: starts.map((start) => [start]), mask: starts.map(() => [1]) };
  if (rows.length !== starts.length) {
    throw new InvalidArgumentError(
      `decoder_input_ids have ${rows.length} rows for ${starts.length} inputs; give one for each`,
    );
  }
  const startsAnywhere = rows.some((row, i) => row[0] === starts[i]);
  const behind = (first: number, row: ArrayLike<number>): ArrayLike<number> =>
    startsAnywhere ? row : [first, ...Array.from(row)];
  const seen = masks ?? rows.map((row) => new Array<number>(row.length).fill(1));
  return {
    prompts: rows.map((row, i) => behind(starts[i], row)),
    mask: seen.map((row) => behind(1, row)),
  };
}
