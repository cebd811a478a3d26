import { InvalidArgumentError, refuseUnknownOptions, shown } from '@automodel/core';
import type { ProgressListener, SpecialToken } from './trainer.js';

/** A special token: its text, or with flags. */
export type SpecialTokenOption =
  string | (Partial<Omit<SpecialToken, 'special'>> & { readonly content: string });

/** What every trainer takes. */
export interface TrainerOptions {
  /** The most tokens, special ones included. Default: 30000; Unigram: 8000. */
  readonly vocab_size?: number | undefined;
  /** Tokens that get the first ids and are never made from words. */
  readonly special_tokens?: readonly SpecialTokenOption[] | undefined;
  /** Told now and then how far the training is. */
  readonly show_progress?: ProgressListener | false | undefined;
}

/** Reads a trainer's options one by one; an error names trainer and option. */
export class OptionReader<T extends object> {
  constructor(
    private readonly trainer: string,
    private readonly options: T,
    allowed: readonly (keyof T & string)[],
  ) {
    refuseUnknownOptions(trainer, options, allowed);
  }

  /** A whole number; undefined where there is none and no fallback. */
  count(name: keyof T & string, least: number, fallback: number): number;
  count(name: keyof T & string, least: number): number | undefined;
  count(name: keyof T & string, least: number, fallback?: number): number | undefined {
    const value: unknown = this.options[name] ?? fallback;
    if (value === undefined) return undefined;
    if (Number.isSafeInteger(value) && (value as number) >= least) return value as number;
    return this.fail(name, `a whole number of at least ${least}`, value);
  }

  /** A number between two others, both excluded. */
  between(name: keyof T & string, low: number, high: number, fallback: number): number {
    const value: unknown = this.options[name] ?? fallback;
    if (typeof value === 'number' && value > low && value < high) return value;
    return this.fail(name, `a number between ${low} and ${high}`, value);
  }

  text(name: keyof T & string): string | undefined {
    const value: unknown = this.options[name] ?? undefined;
    return value === undefined || typeof value === 'string' ? value : this.fail(name, 'a string', value);
  }

  /** The first character of each string, as in Python. */
  characters(name: keyof T & string): string[] {
    const value: unknown = this.options[name] ?? [];
    if (!Array.isArray(value) || value.some((each) => typeof each !== 'string' || each === '')) {
      return this.fail(name, 'a list of characters', value);
    }
    return (value as string[]).map((each) => String.fromCodePoint(each.codePointAt(0)!));
  }

  specialTokens(name: keyof T & string): SpecialToken[] {
    const value: unknown = this.options[name] ?? [];
    if (!Array.isArray(value)) return this.fail(name, 'a list of tokens', value);
    return value.map((token: unknown, i) => readSpecialToken(`${this.trainer}: ${name}[${i}]`, token));
  }

  listener(name: keyof T & string): ProgressListener | undefined {
    const value: unknown = this.options[name] ?? false;
    if (value === false) return undefined;
    return typeof value === 'function' ? (value as ProgressListener) : this.fail(name, 'a function', value);
  }

  private fail(name: string, needed: string, value: unknown): never {
    throw new InvalidArgumentError(`${this.trainer}: ${name} must be ${needed}, not ${shown(value)}`);
  }
}

const tokenFields = ['content', 'single_word', 'lstrip', 'rstrip', 'normalized'] as const;

/** @throws InvalidArgumentError if it is neither a text nor an object with one */
export function readSpecialToken(where: string, token: unknown): SpecialToken {
  const option = typeof token === 'string' ? { content: token } : (token as Record<string, unknown>);
  refuseUnknownOptions(where, option, tokenFields);
  const { content, single_word = false, lstrip = false, rstrip = false, normalized = false } = option;
  if (typeof content !== 'string' || content === '') {
    throw new InvalidArgumentError(`${where} must have a text that is not empty`);
  }
  for (const [name, flag] of Object.entries({ single_word, lstrip, rstrip, normalized })) {
    if (typeof flag === 'boolean') continue;
    throw new InvalidArgumentError(`${where}.${name} must be true or false, not ${shown(flag)}`);
  }
  return { content, single_word, lstrip, rstrip, normalized, special: true } as SpecialToken;
}
