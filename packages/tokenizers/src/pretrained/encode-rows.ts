import { InvalidArgumentError, shown } from '@automodel/core';
import type { Encoding } from '../encoding.js';
import type { TextInput, Tokenizer } from '../tokenizer.js';
import type { EncodeOptions, TextBatch } from './options.js';
import { oneOf, resolveStrategies, type SequenceLimits } from './strategies.js';

/** What rows need to know of their tokenizer. */
export interface RowEncoder extends SequenceLimits {
  readonly tokenizer: Tokenizer;
  readonly pad_token: string | undefined;
  readonly pad_token_id: number | undefined;
  readonly pad_token_type_id: number;
}

const offsetUnits = ['utf-16', 'code-point'] as const;

/** Whether a call has one text, and not a list of them. */
export function isSingle(text: TextInput | TextBatch, isSplit: boolean): boolean {
  if (typeof text === 'string') return true;
  if (!Array.isArray(text)) {
    throw new InvalidArgumentError(`a text must be a string or a list, not ${shown(text)}`);
  }
  return isSplit && !Array.isArray(text[0]);
}

/**
 * Encodes, truncates and pads texts, each with its second text if there are `pairs`.
 *
 * @throws InvalidArgumentError
 */
export function encodeRows(
  encoder: RowEncoder,
  texts: TextBatch,
  pairs: TextBatch | undefined,
  options: Omit<EncodeOptions, 'text_pair'>,
): Encoding[] {
  checkTexts(texts, pairs, options.is_split_into_words ?? false);
  const { truncation, padding } = resolveStrategies(options, encoder);
  const settings = {
    addSpecialTokens: options.add_special_tokens ?? true,
    truncation,
    offsetUnit: oneOf('offset_unit', options.offset_unit ?? 'utf-16', offsetUnits),
  };
  const rows = texts.map((text, i) => encoder.tokenizer.encode(text, pairs?.[i], settings));
  if (!padding) return rows;
  const { pad_token: token, pad_token_id: id, pad_token_type_id: typeId } = encoder;
  if (token === undefined || id === undefined) {
    throw new InvalidArgumentError(
      'padding needs a pad token, which this tokenizer does not have: choose one, as in tokenizer.pad_token = tokenizer.eos_token',
    );
  }
  const longest =
    padding.length === 'longest' ? rows.reduce((most, row) => Math.max(most, row.length), 0) : padding.length;
  const length = Math.ceil(longest / padding.multipleOf) * padding.multipleOf;
  return rows.map((row) => row.pad(length, { side: padding.side, id, typeId, token }));
}

function checkTexts(texts: TextBatch, pairs: TextBatch | undefined, isSplit: boolean): void {
  if (!Array.isArray(texts)) throw new InvalidArgumentError(`texts must be a list, not ${shown(texts)}`);
  if (pairs && !Array.isArray(pairs)) {
    throw new InvalidArgumentError('text_pair must be a list of texts, as the first ones are');
  }
  if (pairs && pairs.length !== texts.length) {
    throw new InvalidArgumentError(
      `text_pair has ${pairs.length} texts, but there are ${texts.length} first ones`,
    );
  }
  checkEach('text', texts, isSplit);
  checkEach('text_pair', pairs ?? [], isSplit);
}

function checkEach(name: string, texts: TextBatch, isSplit: boolean): void {
  const isWord = (value: unknown): boolean => typeof value === 'string';
  for (const [i, text] of (texts as readonly unknown[]).entries()) {
    if (isSplit ? Array.isArray(text) && text.every(isWord) : isWord(text)) continue;
    const at = texts.length > 1 ? `${name}[${i}]` : name;
    const needed = isSplit ? 'a list of words (is_split_into_words)' : 'a string';
    const found =
      isSplit && Array.isArray(text) ? `one with ${shown(text.find((word) => !isWord(word)))}` : shown(text);
    throw new InvalidArgumentError(`${at} must be ${needed}, not ${found}`);
  }
}
