import type { Encoding, PreTrainedTokenizer } from '@automodel/tokenizers';
import { SentenceTransformerError } from './errors.js';
import type { EmbedOptions } from './embed-options.js';

/** How texts become tokens. */
export interface ReaderSettings {
  readonly tokenizer: PreTrainedTokenizer;
  /** Texts that go before others, by the names of their tasks. */
  readonly prompts: Readonly<Record<string, string>>;
  /** The prompt that counts if none is asked for. */
  readonly defaultPrompt?: string;
  /** Tokens that texts are cut at, special tokens included. */
  readonly maxLength: number;
  readonly lowerCase: boolean;
}

/** Puts prompts before texts and makes tokens of them. */
export class TextReader {
  /** Tokens of the prompts that were used. */
  private readonly lengths = new Map<string, number>();

  /** @throws SentenceTransformerError if there is no prompt of the default's name */
  constructor(private readonly settings: ReaderSettings) {
    if (settings.defaultPrompt !== undefined) this.promptNamed(settings.defaultPrompt);
  }

  read(texts: readonly string[], prompt: string): Encoding[] {
    const { tokenizer, lowerCase, maxLength: max_length } = this.settings;
    const whole = texts.map((text) => (lowerCase ? (prompt + text).toLowerCase() : prompt + text));
    return tokenizer.encodeFullBatch(whole, { truncation: true, max_length });
  }

  /** The prompt that options ask for. @throws SentenceTransformerError if there is none of that name */
  promptOf({ prompt, prompt_name = this.settings.defaultPrompt }: EmbedOptions): string {
    return prompt ?? (prompt_name === undefined ? '' : this.promptNamed(prompt_name));
  }

  /** Tokens that a prompt takes, without the special token behind it. */
  promptLength(prompt: string): number {
    if (prompt === '') return 0;
    const known = this.lengths.get(prompt);
    if (known !== undefined) return known;
    const [{ length, specialTokensMask }] = this.read([''], prompt);
    const counted = length - (specialTokensMask[length - 1] === 1 ? 1 : 0);
    this.lengths.set(prompt, counted);
    return counted;
  }

  private promptNamed(name: string): string {
    const { prompts } = this.settings;
    if (Object.hasOwn(prompts, name)) return prompts[name];
    throw new SentenceTransformerError(
      'prompt-unknown',
      `the model has no prompt "${name}"; it has ${Object.keys(prompts).join(', ')}`,
    );
  }
}
