import { InvalidArgumentError } from '@automodel/core';
import { PrefixCache } from './prefix-cache.js';
import type { GenerateOptions } from './request.js';

/** An argument's check, and what is expected in words. */
type Check = readonly [expects: string, accepts: (value: unknown) => boolean];

const isFunction = (value: unknown): boolean => typeof value === 'function';
/** Models and tokenizers are functions that have methods. */
const hasMethods = (value: unknown, ...names: readonly string[]): boolean =>
  ((typeof value === 'object' && value !== null) || isFunction(value)) &&
  names.every((name) => isFunction((value as Record<string, unknown>)[name]));
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
  typeof value === 'object' && value !== null && Symbol.iterator in value
    ? [...(value as Iterable<unknown>)].every(accepts)
    : false;
const isCriterion = (value: unknown): boolean => isFunction(value) || hasMethods(value, 'isDone');

const checks: readonly (readonly [keyof GenerateOptions, Check])[] = [
  [
    'logits_processor',
    [
      'a list of logits processors, which have process()',
      (v) => isListOf(v, (item) => hasMethods(item, 'process')),
    ],
  ],
  [
    'stopping_criteria',
    [
      'a criterion, which has isDone(), or a list of criteria and functions',
      (v) => hasMethods(v, 'isDone') || isListOf(v, isCriterion),
    ],
  ],
  ['streamer', ['an object with put() and end(), as a TextStreamer', (v) => hasMethods(v, 'put', 'end')]],
  ['assistant_model', ['a model', (v) => hasMethods(v, 'start')]],
  [
    'negative_prompt_ids',
    ['a list of lists of token ids', (v) => isListOf(v, (row) => isListOf(row, Number.isInteger))],
  ],
  ['prefix_allowed_tokens_fn', ['a function', isFunction]],
  ['allowedTokens', ['a function', isFunction]],
  ['tokenizer', ['a tokenizer', (v) => hasMethods(v, 'get_vocab', 'convert_tokens_to_string', 'decode')]],
  ['prefixCache', ['a PrefixCache', (v) => v instanceof PrefixCache]],
  ['onStep', ['a function', isFunction]],
  ['signal', ['an AbortSignal', (v) => hasMethods(v, 'throwIfAborted', 'addEventListener')]],
];

/**
 * Refuses arguments of `generate()` that are not what they should be, before something calls them.
 *
 * @throws InvalidArgumentError naming the argument
 */
export function checkArguments(options: GenerateOptions): void {
  for (const [name, [expects, accepts]] of checks) {
    const value = options[name];
    if (value === undefined || value === null || accepts(value)) continue;
    throw new InvalidArgumentError(`${name} of generate() must be ${expects}`);
  }
}
