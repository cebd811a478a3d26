import { checkCount, InvalidArgumentError, shown } from '@automodel/core';
import { warnOnce } from '../text/web.js';
import { truncationStrategies, type Side, type Truncation, type TruncationStrategy } from '../truncation.js';
import type { EncodeOptions } from './options.js';

/** How rows are padded: to the longest one, or to a number of tokens. */
export interface PaddingPlan {
  readonly length: 'longest' | number;
  readonly side: Side;
  readonly multipleOf: number;
}

export interface Strategies {
  readonly truncation: Truncation | undefined;
  readonly padding: PaddingPlan | undefined;
}

/** What a tokenizer brings where options say nothing. */
export interface SequenceLimits {
  readonly model_max_length: number;
  readonly padding_side: Side;
  readonly truncation_side: Side;
}

const paddingChoices = ['longest', 'max_length', 'do_not_pad'] as const;
const truncationChoices = [...truncationStrategies, 'do_not_truncate'] as const;
const sides = ['left', 'right'] as const;
// Tokenizers without a limit say 1e30.
const noLimit = 1e20;

/** Resolves padding and truncation as Python's `_get_padding_truncation_strategies` does. */
export function resolveStrategies(options: EncodeOptions, limits: SequenceLimits): Strategies {
  const padding = paddingOf(options.padding);
  const truncation = truncationOf(options, padding);
  const maxLength = options.max_length ?? undefined;
  if (maxLength !== undefined) checkCount('max_length', maxLength, 0);
  checkCount('stride', options.stride ?? 0, 0);
  checkCount('pad_to_multiple_of', options.pad_to_multiple_of ?? 1);
  const limit = maxLength ?? (limits.model_max_length < noLimit ? limits.model_max_length : undefined);
  warnOfIgnored(options, { truncation, padding, hasLimit: limit !== undefined });
  const multipleOf = options.pad_to_multiple_of ?? 1;
  if (truncation && padding && maxLength !== undefined && maxLength % multipleOf !== 0) {
    throw new InvalidArgumentError(
      `max_length ${maxLength} is not a multiple of pad_to_multiple_of ${multipleOf}`,
    );
  }
  const side = (name: 'padding_side' | 'truncation_side'): Side =>
    oneOf(name, options[name] ?? limits[name], sides);
  return {
    truncation:
      truncation && limit !== undefined
        ? {
            maxLength: limit,
            strategy: truncation,
            stride: options.stride ?? 0,
            side: side('truncation_side'),
          }
        : undefined,
    padding:
      padding && (padding === 'longest' || limit !== undefined)
        ? { length: padding === 'longest' ? 'longest' : limit!, side: side('padding_side'), multipleOf }
        : undefined,
  };
}

function paddingOf(option: EncodeOptions['padding']): 'longest' | 'max_length' | undefined {
  if (option === undefined || option === false) return undefined;
  const padding = option === true ? 'longest' : oneOf('padding', option, paddingChoices);
  return padding === 'do_not_pad' ? undefined : padding;
}

function truncationOf(
  { truncation, max_length, padding }: EncodeOptions,
  resolvedPadding: string | undefined,
): TruncationStrategy | undefined {
  if (truncation === undefined || truncation === null) {
    const onlyLength =
      typeof max_length === 'number' && resolvedPadding === undefined && padding !== 'do_not_pad';
    return onlyLength ? 'longest_first' : undefined;
  }
  if (truncation === false) return undefined;
  const strategy = truncation === true ? 'longest_first' : oneOf('truncation', truncation, truncationChoices);
  return strategy === 'do_not_truncate' ? undefined : strategy;
}

/** Says, once, what a call may not have meant; as Python did up to its version 4. */
function warnOfIgnored(
  { truncation: asked, max_length }: EncodeOptions,
  { truncation, padding, hasLimit }: { truncation: unknown; padding: unknown; hasLimit: boolean },
): void {
  if (truncation && asked == null) {
    warnOnce('max_length without truncation cuts texts off as truncation: true does; say truncation: true');
  }
  if (!hasLimit && truncation) {
    warnOnce('truncation cuts nothing off: this tokenizer has no model_max_length; pass max_length');
  }
  if (!hasLimit && padding === 'max_length') {
    warnOnce('padding: "max_length" adds nothing: this tokenizer has no model_max_length; pass max_length');
  }
  if (padding === 'longest' && max_length != null && !truncation) {
    warnOnce('max_length does nothing with padding: true; pass truncation: true, or padding: "max_length"');
  }
}

/** Refuses a word that is none of `choices`. */
export function oneOf<T extends string>(name: string, value: string, choices: readonly T[]): T {
  if (!choices.includes(value as T)) {
    throw new InvalidArgumentError(`${name} must be one of ${choices.join(', ')}, not ${shown(value)}`);
  }
  return value as T;
}
