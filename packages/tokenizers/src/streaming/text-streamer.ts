import { InvalidArgumentError, refuseUnknownOptions } from '@automodel/core';
import { decodeOptionNames, type DecodeOptions } from '../pretrained/options.js';
import type { PreTrainedTokenizer } from '../pretrained/pretrained-tokenizer.js';
import { printText } from '../text/web.js';
import { DecodeStream } from './decode-stream.js';

export interface TextStreamerOptions extends DecodeOptions {
  /** Leaves the prompt out (default false). */
  readonly skip_prompt?: boolean;
  /** Gets each piece of text; without it they go to the standard output. */
  readonly callback_function?: (text: string) => void;
  /** Gets the ids of each step. */
  readonly token_callback_function?: (tokens: readonly number[]) => void;
  /** Options of decoding, which may also stand beside this one. */
  readonly decode_kwargs?: DecodeOptions;
}

const optionNames = [
  ...decodeOptionNames,
  'skip_prompt',
  'callback_function',
  'token_callback_function',
  'decode_kwargs',
];

/** Chinese, Japanese and Korean characters, which stand for words. */
const WORD_CHARACTER = /\p{Script=Han}$/u;

/**
 * Shows a text while it is generated, word by word, as `TextStreamer` of transformers does: give it to `generate` as
 * `streamer`. Subclasses say in `on_finalized_text` what becomes of the pieces.
 */
export class TextStreamer {
  private readonly stream: DecodeStream;
  private word = '';
  private isPrompt = true;

  /** @throws InvalidArgumentError without a tokenizer, or for an unknown option */
  constructor(
    readonly tokenizer: PreTrainedTokenizer,
    private readonly settings: TextStreamerOptions = {},
  ) {
    refuseUnknownOptions('new TextStreamer()', settings, optionNames);
    const { skip_special_tokens, clean_up_tokenization_spaces } = { ...settings, ...settings.decode_kwargs };
    this.stream = new DecodeStream(tokenizer, { skip_special_tokens, clean_up_tokenization_spaces });
  }

  /** Takes the prompt, then each new token; of one row. */
  put(value: readonly (readonly number[])[]): void {
    if (value.length > 1)
      throw new InvalidArgumentError('a TextStreamer shows one text; generate one at a time');
    const wasPrompt = this.isPrompt;
    this.isPrompt = false;
    if (wasPrompt && this.settings.skip_prompt) return;
    this.settings.token_callback_function?.(value[0]);
    for (const id of value[0]) this.word += this.stream.push(id);
    const isWhole = this.word.endsWith('\n') || WORD_CHARACTER.test(this.word);
    const end = isWhole ? this.word.length : this.word.lastIndexOf(' ') + 1;
    if (end > 0) this.on_finalized_text(this.word.slice(0, end), false);
    this.word = this.word.slice(end);
  }

  /** Shows what is left, and is ready for another text. */
  end(): void {
    const rest = this.word + this.stream.end();
    this.word = '';
    this.isPrompt = true;
    this.on_finalized_text(rest, true);
  }

  /** @param isEnd whether the text ends here */
  on_finalized_text(text: string, isEnd: boolean): void {
    const { callback_function } = this.settings;
    if (!callback_function) printText(isEnd ? `${text}\n` : text);
    else if (text !== '' || isEnd) callback_function(text);
  }
}
