import { AutoTokenizer, type LoadOptions } from '@automodel/modeling';
import { AutoModelForSeq2SeqLM } from '../auto-model.js';
import { readInput, readInputs } from './inputs.js';
import { splitOptions, type TextToTextOptions } from './options.js';
import { named, shaped, TextToTextPipeline, type TextToTextResult } from './text-to-text-pipeline.js';

export interface Text2TextSingle {
  readonly generated_text: string;
}

export interface Text2TextGenerationPipeline {
  <const T extends string | readonly string[]>(
    inputs: T,
    options?: TextToTextOptions,
  ): Promise<TextToTextResult<T, Text2TextSingle>>;
}

/**
 * Writes a text for every text, by any encoder-decoder. Options are those of `generate` and of
 * {@link TextToTextPipelineOptions}; with `return_tensors` results hold `generated_token_ids`, and with
 * `num_return_sequences` a list of inputs gives a list of lists.
 *
 * @example
 * const pipe = await Text2TextGenerationPipeline.from_pretrained('mini-t5');
 * await pipe('translate English to German: Two dogs are playing.'); // [ { generated_text: '...' } ]
 */
export class Text2TextGenerationPipeline extends TextToTextPipeline {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<Text2TextGenerationPipeline> {
    return new this({
      task: 'text2text-generation',
      model: await AutoModelForSeq2SeqLM.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(inputs: string | readonly string[], options: TextToTextOptions = {}): Promise<unknown> {
    const { own, call } = splitOptions(this.task, options);
    const { isOne, texts } = readInputs(inputs);
    const prepared = texts.map((text) => ({ encoded: this.encode(text, own) }));
    const written = await this.write(prepared, own, call);
    return shaped(
      isOne,
      written.map((each) => each.map((one) => named('generated', one, own))),
    );
  }

  /** The text as it is written, piece by piece, greedy or sampled. Leaving the loop ends the computation. */
  stream(input: string, options: TextToTextOptions = {}): AsyncGenerator<string, void, undefined> {
    const { own, call } = splitOptions(this.task, options);
    return this.streamOne({ encoded: this.encode(readInput(input), own) }, own, call);
  }
}
