import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { Encoding } from '../encoding.js';
import type { TokenizerOptions } from './options.js';

/**
 * What a model is given: int32 tensors `[batch, sequence]`, or arrays. Which fields there are, the options and the
 * model's `model_input_names` decide.
 */
export interface BatchEncoding<T = Tensor<'int32'>> {
  input_ids: T;
  attention_mask: T;
  token_type_ids?: T;
  /** The ids of `text_target`. */
  labels?: T;
  /** 1 for special tokens and padding. */
  special_tokens_mask?: T;
  /** Start and end of each token in its text: `[batch, sequence, 2]`. */
  offset_mapping?: T extends number[] ? number[][] : T extends number[][] ? number[][][] : T;
  /** Tokens of each row: `[batch]`. */
  length?: T extends Tensor ? T : number[];
  /** Of each row the text it comes from: `[batch]`. */
  overflow_to_sample_mapping?: T extends Tensor ? T : number[];
}

type Column = (encoding: Encoding) => Int32Array;

/** The fields that a call returns, as tensors or as arrays. */
export function toBatchEncoding(
  encodings: readonly Encoding[],
  options: TokenizerOptions,
  modelInputNames: readonly string[],
  single: boolean,
): Record<string, unknown> {
  const overflow = options.return_overflowing_tokens ?? false;
  const rows = overflow ? encodings.flatMap((encoding) => [encoding, ...encoding.overflowing]) : encodings;
  const asked = (option: boolean | null | undefined, name: string): boolean =>
    option ?? modelInputNames.includes(name);
  const columns: [name: string, column: Column, width: number][] = [['input_ids', ({ ids }) => ids, 1]];
  const add = (wanted: boolean, name: string, column: Column, width = 1): void => {
    if (wanted) columns.push([name, column, width]);
  };
  add(asked(options.return_token_type_ids, 'token_type_ids'), 'token_type_ids', ({ typeIds }) => typeIds);
  add(
    asked(options.return_attention_mask, 'attention_mask'),
    'attention_mask',
    ({ attentionMask }) => attentionMask,
  );
  add(options.return_special_tokens_mask ?? false, 'special_tokens_mask', (row) => row.specialTokensMask);
  add(options.return_offsets_mapping ?? false, 'offset_mapping', ({ flatOffsets }) => flatOffsets, 2);

  const tensors = options.return_tensor ?? true;
  const out: Record<string, unknown> = {};
  for (const [name, column, width] of columns) {
    const values = rows.map(column);
    if (tensors) out[name] = toTensor(values, width);
    else {
      const arrays = values.map((value) => (width === 1 ? Array.from(value) : pairsOf(value)));
      out[name] = single && !overflow ? arrays[0] : arrays;
    }
  }
  const counts = (values: number[]): unknown =>
    tensors ? new Tensor('int32', values, [values.length]) : values;
  if (options.return_length) out.length = counts(rows.map(({ length }) => length));
  if (overflow) {
    out.overflow_to_sample_mapping = counts(
      encodings.flatMap((encoding, sample) => [encoding, ...encoding.overflowing].map(() => sample)),
    );
  }
  return out;
}

/** Rows as one tensor, `[batch, length]` or, if an entry has several numbers, `[batch, length, width]`. */
export function toTensor(rows: readonly Int32Array[], width: number): Tensor<'int32'> {
  const length = rows.at(0)?.length ?? 0;
  const data = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    if (row.length !== length) {
      throw new InvalidArgumentError(
        `the texts have ${length / width} and ${row.length / width} tokens, which is no tensor: pass padding: true (and truncation: true for long texts), or return_tensor: false`,
      );
    }
    data.set(row, i * length);
  });
  return new Tensor(
    'int32',
    data,
    width === 1 ? [rows.length, length] : [rows.length, length / width, width],
  );
}

function pairsOf(flat: Int32Array): number[][] {
  return Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
}
