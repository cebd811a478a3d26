import { InvalidArgumentError, refuseUnknownOptions, shown } from '@automodel/core';
import { decodeOptionNames, type DecodeOptions } from '../pretrained/options.js';
import type { PreTrainedTokenizer } from '../pretrained/pretrained-tokenizer.js';
import { toTokenId } from '../pretrained/token-ids.js';

/** Tokens that stay as the context of those to come, and how many there may be before the others are dropped. */
const CONTEXT = 8;
const LARGEST_WINDOW = 32;

/** What a token of one byte looks like in vocabularies that fall back to bytes. */
const BYTE = /^<0x[0-9A-Fa-f]{2}>$/;

/** Ends of texts that clean-up may take spaces out of when the rest comes: ` .`, ` n ' t`, ` 've`. */
const CLEANED = / [ 'nvr]*$/;

/**
 * Tokens to text as they come: only what no later token changes. Characters are whole, and what comes out, put together,
 * is what `decode` gives for all tokens at once. A token costs the same however long the text is.
 *
 * @example
 * const stream = new DecodeStream(tokenizer, { skip_special_tokens: true });
 * for (const id of ids) process.stdout.write(stream.push(id));
 * process.stdout.write(stream.end());
 */
export class DecodeStream {
  /** The last tokens; those before them are not looked at any more. */
  private window: number[] = [];
  /** How much of the window's text was given out. */
  private given = 0;
  private readonly skipped = new Map<number, boolean>();
  private readonly cleans: boolean;

  /** @throws InvalidArgumentError without a tokenizer, or for an unknown option */
  constructor(
    private readonly tokenizer: PreTrainedTokenizer,
    private readonly options: DecodeOptions = {},
  ) {
    if (typeof (tokenizer as PreTrainedTokenizer | null)?.cleansUp !== 'function') {
      throw new InvalidArgumentError(`a stream of texts needs a tokenizer, not ${shown(tokenizer)}`);
    }
    refuseUnknownOptions('new DecodeStream()', options, decodeOptionNames);
    this.cleans = tokenizer.cleansUp(options);
  }

  /** The text that is certain with this token; often empty, as for an id beyond the vocabulary. */
  push(id: number): string {
    toTokenId(id);
    if (this.options.skip_special_tokens && this.isSkipped(id)) return '';
    this.window.push(id);
    // A byte makes those before it invalid if it does not fit: nothing is certain before their end.
    if (BYTE.test(this.tokenizer.convert_ids_to_tokens(id) ?? '')) return '';
    const text = this.decode(this.window);
    return this.give(text, this.certain(text));
  }

  /** What is left when no token comes any more. The next token begins a new text. */
  end(): string {
    const text = this.decode(this.window);
    const rest = text.slice(this.given);
    this.window = [];
    this.given = 0;
    return rest;
  }

  /** How much of a text no later token changes. */
  private certain(text: string): number {
    // The bytes of a character that is not complete yet.
    if (text.endsWith('\ufffd')) return text.length - 1;
    const cleaned = this.cleans ? CLEANED.exec(text) : null;
    return cleaned ? cleaned.index : text.length;
  }

  private give(text: string, certain: number): string {
    const piece = text.slice(this.given, certain);
    this.given = Math.max(this.given, certain);
    if (this.window.length > LARGEST_WINDOW && this.given === text.length) this.forget();
    return piece;
  }

  /** Keeps the last tokens as context: what a token becomes may depend on whether one stands before it. */
  private forget(): void {
    const context = this.window.slice(-CONTEXT);
    const text = this.decode(context);
    if (text === '') return;
    this.window = context;
    this.given = text.length;
  }

  /** What is left out has no part in the context. */
  private isSkipped(id: number): boolean {
    let skipped = this.skipped.get(id);
    if (skipped === undefined) {
      skipped =
        this.tokenizer.decode([id], { skip_special_tokens: true }) === '' &&
        this.tokenizer.decode([id]) !== '';
      this.skipped.set(id, skipped);
    }
    return skipped;
  }

  private decode(ids: readonly number[]): string {
    return this.tokenizer.decode(ids, this.options);
  }
}
