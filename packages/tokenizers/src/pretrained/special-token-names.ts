import type { AddedToken } from '../added-tokens.js';

/** The names under which a configuration gives special tokens, in Python's order. */
export const specialTokenNames = [
  'bos_token',
  'eos_token',
  'unk_token',
  'sep_token',
  'pad_token',
  'cls_token',
  'mask_token',
] as const;
export type SpecialTokenName = (typeof specialTokenNames)[number];

/** The special tokens of a tokenizer. */
export interface SpecialTokens {
  readonly named: Map<SpecialTokenName, string>;
  /** Other special tokens, as the configuration lists them. */
  readonly extra: readonly string[];
  /** Every token that is looked for in texts. */
  readonly added: readonly AddedToken[];
}
