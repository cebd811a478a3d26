import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import type { Side } from '../truncation.js';
import { specialTokenNames, type SpecialTokenName } from './special-token-names.js';

/** What can be said when a tokenizer is loaded; it goes before tokenizer_config.json. */
export interface LoadOptions extends Partial<Record<SpecialTokenName, string | undefined>> {
  /** The language of inputs, for tokenizers of many languages. */
  src_lang?: string | undefined;
  /** The language of what the model is to write, for tokenizers of many languages. */
  tgt_lang?: string | undefined;
  /** Tokens that the model takes at most. */
  model_max_length?: number | undefined;
  padding_side?: Side | undefined;
  truncation_side?: Side | undefined;
}

const languageNames = ['src_lang', 'tgt_lang'] as const;
const names = [...specialTokenNames, ...languageNames, 'model_max_length', 'padding_side', 'truncation_side'];

/** A configuration with the options that are given. */
export function withOptions(
  config: Readonly<Record<string, unknown>>,
  options: LoadOptions,
  hasLanguages: boolean,
): Readonly<Record<string, unknown>> {
  refuseUnknownOptions('from_pretrained()', options, names);
  const language = languageNames.find((name) => options[name] !== undefined);
  if (language && !hasLanguages) {
    throw new InvalidArgumentError(`${language} was given, but this tokenizer is not one of many languages`);
  }
  return {
    ...config,
    ...Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)),
  };
}
