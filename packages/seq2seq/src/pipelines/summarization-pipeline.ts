import { InvalidArgumentError } from '@automodel/core';
import { AutoTokenizer, type LoadOptions } from '@automodel/modeling';
import { AutoModelForSeq2SeqLM } from '../auto-model.js';
import type { Seq2SeqGenerateOptions } from '../generate-inputs.js';
import {
  encodeText,
  lengthOf,
  readInput,
  readInputs,
  windowsOf,
  type EncodedText,
  type InputText,
} from './inputs.js';
import { splitOptions, type TextToTextOptions } from './options.js';
import { named, shaped, TextToTextPipeline, type TextToTextResult } from './text-to-text-pipeline.js';

/** What becomes of a document that is longer than the context. */
export type LongDocument = 'refuse' | 'truncate' | 'map-reduce';

export type SummarizationOptions = TextToTextOptions & {
  /**
   * What becomes of a document that is longer than the context: it is refused (default), its end is cut off with a warning
   * (as with `truncation`), or its parts are summarized, and then the summaries together, until one is left.
   */
  readonly longDocument?: LongDocument | undefined;
};

export interface SummarizationSingle {
  readonly summary_text: string;
}

export interface SummarizationPipeline {
  <const T extends string | readonly string[]>(
    inputs: T,
    options?: SummarizationOptions,
  ): Promise<TextToTextResult<T, SummarizationSingle>>;
}

const longDocuments: readonly string[] = ['refuse', 'truncate', 'map-reduce'] satisfies LongDocument[];

/**
 * Summarizes texts. Options are those of `generate` (`min_length` and `max_length` count tokens of the summary) and of
 * {@link SummarizationOptions}; with `return_tensors` results hold `summary_token_ids`.
 *
 * @example
 * const summarizer = await SummarizationPipeline.from_pretrained('mini-bart-scene');
 * const [{ summary_text }] = await summarizer('A man rides a horse on the beach. A rider and his horse in the sand.');
 */
export class SummarizationPipeline extends TextToTextPipeline {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<SummarizationPipeline> {
    return new this({
      task: 'summarization',
      model: await AutoModelForSeq2SeqLM.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(inputs: string | readonly string[], options: SummarizationOptions = {}): Promise<unknown> {
    const { own, call } = this.split(options);
    const { isOne, texts } = readInputs(inputs);
    const prepared: { encoded: EncodedText }[] = [];
    for (const text of texts) prepared.push({ encoded: await this.fit(text, own, call) });
    const written = await this.write(prepared, own, call);
    return shaped(
      isOne,
      written.map((each) => each.map((one) => named('summary', one, own))),
    );
  }

  /** The summary as it is written, piece by piece, greedy or sampled. Leaving the loop ends the computation. */
  async *stream(input: string, options: SummarizationOptions = {}): AsyncGenerator<string, void, undefined> {
    const { own, call } = this.split(options);
    yield* this.streamOne({ encoded: await this.fit(readInput(input), own, call) }, own, call);
  }

  protected override remedy(): string {
    return (
      'Say what is to become of it: longDocument: "truncate" (or truncation: true) reads its beginning, "map-reduce" ' +
      'summarizes its parts and then the summaries'
    );
  }

  private split(options: SummarizationOptions): { own: SummarizationOptions; call: Seq2SeqGenerateOptions } {
    const split = splitOptions(this.task, options, ['longDocument']);
    const { longDocument, truncation } = options;
    if (longDocument !== undefined && !longDocuments.includes(longDocument)) {
      throw new InvalidArgumentError(
        `longDocument: ${JSON.stringify(longDocument)} is not one of ${longDocuments.join(', ')}`,
      );
    }
    if (truncation && longDocument !== undefined && longDocument !== 'truncate') {
      throw new InvalidArgumentError(`truncation: true and longDocument: "${longDocument}" contradict`);
    }
    return split;
  }

  /** A document as tokens that fit the context. */
  private async fit(
    input: InputText,
    own: SummarizationOptions,
    call: Seq2SeqGenerateOptions,
  ): Promise<EncodedText> {
    if (own.longDocument === 'map-reduce') return this.reduce(input.text, own, call);
    return this.encode(input, { ...own, truncation: own.truncation ?? own.longDocument === 'truncate' });
  }

  /** Summarizes the parts of a document, and what comes of it again, until it fits the context. */
  private async reduce(
    text: string,
    own: SummarizationOptions,
    call: Seq2SeqGenerateOptions,
  ): Promise<EncodedText> {
    const encoded = encodeText(this.tokenizer, text, this.prefix);
    const length = lengthOf(encoded);
    if (length <= this.contextLength) return encoded;
    const windows = windowsOf(encoded, this.contextLength).map((part) => ({ encoded: part }));
    // Of each part one summary; several are for the whole.
    const written = await this.write(windows, own, { ...call, num_return_sequences: 1 });
    const joined = written.map(([{ text }]) => text.trim()).join(' ');
    if (lengthOf(encodeText(this.tokenizer, joined, this.prefix)) >= length) {
      throw new InvalidArgumentError(
        'map-reduce: the summaries of the parts are as long as the parts; ask for shorter ones with max_new_tokens',
      );
    }
    return this.reduce(joined, own, call);
  }
}
