import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { PreTrainedTokenizer } from '@automodel/tokenizers';

/** Tokens of an input, and what lies around its text: the task's prefix and special tokens. */
export interface EncodedText {
  readonly before: readonly number[];
  readonly text: readonly number[];
  readonly after: readonly number[];
}

/** A text of a call, and what messages call it. */
export interface InputText {
  readonly text: string;
  readonly name: string;
}

/**
 * Texts of a call, one or a list.
 *
 * @throws InvalidArgumentError if something is no text, or an empty one
 */
export function readInputs(inputs: string | readonly string[]): { isOne: boolean; texts: InputText[] } {
  if (!Array.isArray(inputs)) return { isOne: true, texts: [readInput(inputs as string)] };
  const nameOf = (i: number): string | undefined =>
    inputs.length > 1 ? `input ${i} of the list` : undefined;
  return { isOne: false, texts: (inputs as string[]).map((text, i) => readInput(text, nameOf(i))) };
}

/** @throws InvalidArgumentError if it is no text, or an empty one */
export function readInput(text: string, name = 'the input'): InputText {
  if (typeof (text as unknown) !== 'string') {
    throw new InvalidArgumentError(
      `${name} is ${JSON.stringify(text)}: give a text or, to all but streams, a list of texts`,
    );
  }
  if (text.trim() === '') throw new InvalidArgumentError(`${name} has no text: give at least a word`);
  return { text, name };
}

/** The tokens of an input. */
export function encodeText(tokenizer: PreTrainedTokenizer, text: string, prefix: string): EncodedText {
  const bare = tokenizer.encode(prefix + text, { add_special_tokens: false });
  const whole = tokenizer.encode(prefix + text);
  let first = 0;
  while (first + bare.length < whole.length && !bare.every((id, i) => whole[first + i] === id)) first++;
  const count = prefix === '' ? 0 : tokenizer.encode(prefix.trimEnd(), { add_special_tokens: false }).length;
  return {
    before: whole.slice(0, first + count),
    text: bare.slice(count),
    after: whole.slice(first + bare.length),
  };
}

export function lengthOf({ before, text, after }: EncodedText): number {
  return before.length + text.length + after.length;
}

export function idsOf({ before, text, after }: EncodedText): number[] {
  return [...before, ...text, ...after];
}

/**
 * An input in parts that each fit the context: all of its tokens, none twice, in parts of about equal length.
 *
 * @param limit the most tokens of a part, with what lies around the text
 */
export function windowsOf(input: EncodedText, limit: number): EncodedText[] {
  const { before, text, after } = input;
  const room = limit - before.length - after.length;
  if (room < 1) {
    throw new InvalidArgumentError(
      `a context of ${limit} tokens leaves no room for text beside special tokens`,
    );
  }
  const count = Math.ceil(text.length / room);
  const cut = (i: number): number => Math.round((i * text.length) / count);
  return Array.from({ length: count }, (_, i) => ({ before, text: text.slice(cut(i), cut(i + 1)), after }));
}

/** The beginning of an input that fits the context. */
export function beginningOf(input: EncodedText, limit: number): EncodedText {
  const room = Math.max(0, limit - input.before.length - input.after.length);
  return { ...input, text: input.text.slice(0, room) };
}

/** Rows padded on the right to one length, as models are called with them. */
export function padRows(
  rows: readonly (readonly number[])[],
  padding: number,
): { input_ids: Tensor<'int32'>; attention_mask: Tensor<'int32'> } {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 0);
  const input_ids = new Int32Array(rows.length * length).fill(padding);
  const attention_mask = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    input_ids.set(row, i * length);
    attention_mask.fill(1, i * length, i * length + row.length);
  });
  const dims = [rows.length, length];
  return {
    input_ids: new Tensor('int32', input_ids, dims),
    attention_mask: new Tensor('int32', attention_mask, dims),
  };
}
