import type { OffsetUnit, TextInput } from '../tokenizer.js';
import type { Side, TruncationStrategy } from '../truncation.js';
import type { BatchEncoding } from './batch-encoding.js';

/** One text, or several; with `is_split_into_words` a text is a list of words. */
export type TextBatch = readonly TextInput[];

export type PaddingOption = boolean | 'longest' | 'max_length' | 'do_not_pad';
export type TruncationOption = boolean | TruncationStrategy | 'do_not_truncate';

/** What can be said about how one text (or pair) is encoded. */
export interface EncodeOptions {
  /** A second text, for models that take two. */
  text_pair?: TextInput | null | undefined;
  /** Adds what the model expects around a text, as [CLS] and [SEP] (default true). */
  add_special_tokens?: boolean | undefined;
  /** true: as `longest`, to the longest row; `max_length`: to `max_length` tokens (default false). */
  padding?: PaddingOption | undefined;
  /** true: as `longest_first` (default: only if `max_length` is given without padding, as in Python). */
  truncation?: TruncationOption | null | undefined;
  /** Tokens a row, special tokens included (default: the model's limit). */
  max_length?: number | null | undefined;
  /** Tokens that overflowing windows share with the one before (default 0). */
  stride?: number | undefined;
  pad_to_multiple_of?: number | null | undefined;
  padding_side?: Side | undefined;
  truncation_side?: Side | undefined;
  /** Each text is a list of words. */
  is_split_into_words?: boolean | undefined;
  /** What offsets count (default `utf-16`, as JavaScript's strings; Python counts code points). */
  offset_unit?: OffsetUnit | undefined;
}

/** What a call can be told: how to encode, and what to return. */
export interface TokenizerOptions extends Omit<EncodeOptions, 'text_pair'> {
  text_pair?: TextInput | TextBatch | null | undefined;
  /** What the model is to write: its ids are returned as `labels`, or alone if the text is null. */
  text_target?: TextInput | TextBatch | null | undefined;
  /** `max_length` of `text_target` (default: the same). */
  max_target_length?: number | null | undefined;
  /** Default: whether the model takes them (`model_input_names`). */
  return_token_type_ids?: boolean | null | undefined;
  return_attention_mask?: boolean | null | undefined;
  /** Rows for what truncation cut off, and `overflow_to_sample_mapping`. */
  return_overflowing_tokens?: boolean | undefined;
  return_special_tokens_mask?: boolean | undefined;
  return_offsets_mapping?: boolean | undefined;
  return_length?: boolean | undefined;
  /** int32 tensors (default), or arrays of numbers. */
  return_tensor?: boolean | undefined;
}

type ArrayOptions = TokenizerOptions & { return_tensor: false };

/** A tokenizer is called with a text or a list of texts. */
export interface TokenizerCall {
  (
    text: TextInput | TextBatch,
    options: ArrayOptions & ({ is_split_into_words: true } | { return_overflowing_tokens: true }),
  ): BatchEncoding<number[] | number[][]>;
  (text: string, options: ArrayOptions): BatchEncoding<number[]>;
  (text: readonly string[], options: ArrayOptions): BatchEncoding<number[][]>;
  (text: TextInput | TextBatch, options?: TokenizerOptions): BatchEncoding;
  (text: null, options: TokenizerOptions & { text_target: TextInput | TextBatch }): BatchEncoding;
}

export interface DecodeOptions {
  /** Leaves special tokens out (default false). */
  skip_special_tokens?: boolean | undefined;
  /** Takes back spaces before punctuation (default: what the tokenizer's configuration says); never done for BPE. */
  clean_up_tokenization_spaces?: boolean | undefined;
}

const encodeOptions: Record<keyof EncodeOptions, true> = {
  text_pair: true,
  add_special_tokens: true,
  padding: true,
  truncation: true,
  max_length: true,
  stride: true,
  pad_to_multiple_of: true,
  padding_side: true,
  truncation_side: true,
  is_split_into_words: true,
  offset_unit: true,
};

const callOptions: Record<keyof TokenizerOptions, true> = {
  ...encodeOptions,
  text_target: true,
  max_target_length: true,
  return_token_type_ids: true,
  return_attention_mask: true,
  return_overflowing_tokens: true,
  return_special_tokens_mask: true,
  return_offsets_mapping: true,
  return_length: true,
  return_tensor: true,
};

const decodeOptions: Record<keyof DecodeOptions, true> = {
  skip_special_tokens: true,
  clean_up_tokenization_spaces: true,
};

export const encodeOptionNames = Object.keys(encodeOptions);
export const callOptionNames = Object.keys(callOptions);
export const decodeOptionNames = Object.keys(decodeOptions);
