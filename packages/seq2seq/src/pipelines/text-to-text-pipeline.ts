import { InvalidArgumentError, type ForEach, type NonEmpty } from '@automodel/core';
import { ContextLengthError, generate, seedsOf, streamTokens } from '@automodel/generation';
import { TextPipeline, type PipelineParts } from '@automodel/modeling';
import { DecodeStream } from '@automodel/tokenizers';
import { readGenerateCall, type Seq2SeqGenerateOptions } from '../generate-inputs.js';
import type { Seq2SeqLanguageModel } from '../seq2seq-language-model.js';
import {
  beginningOf,
  encodeText,
  idsOf,
  lengthOf,
  padRows,
  type EncodedText,
  type InputText,
} from './inputs.js';
import type { TextToTextOptions, TextToTextPipelineOptions } from './options.js';

/** What pipelines of these models have. */
const pipelineDefaults = { max_new_tokens: 256, num_beams: 4 };

/** An input that is ready, and what its task adds to the options. */
export interface PreparedInput {
  readonly encoded: EncodedText;
  readonly options?: Seq2SeqGenerateOptions;
}

/** What was written for one input: texts, and the tokens that they are of. */
export interface Written {
  readonly text: string;
  readonly ids: readonly number[];
}

/** Of a text a list of what was written, of a list of texts one each. */
export type TextToTextResult<T, Single> = T extends readonly string[] ? ForEach<T, Single> : NonEmpty<Single>;

/** What the pipelines of encoder-decoders have in common: texts in, texts out. */
export abstract class TextToTextPipeline extends TextPipeline<Seq2SeqLanguageModel> {
  /** What config.json says of the task: options of `generate`, and a prefix for inputs. */
  private readonly taskParams: Readonly<Record<string, unknown>>;

  constructor(parts: PipelineParts<Seq2SeqLanguageModel>) {
    super(parts);
    this.taskParams = this.paramsOf(parts.task) ?? {};
  }

  /** What config.json says of a task, if it does. */
  protected paramsOf(task: string): Readonly<Record<string, unknown>> | undefined {
    const { task_specific_params: tasks } = this.model.config as {
      task_specific_params?: Record<string, Record<string, unknown>> | null;
    };
    return tasks?.[task];
  }

  /** What this task has inputs begin with. */
  protected get prefix(): string {
    const { prefix } = this.model.config as { prefix?: string | null };
    return (this.taskParams['prefix'] as string | undefined) ?? prefix ?? '';
  }

  /** The longest input, special tokens included, where the model or its tokenizer has an end. */
  protected get contextLength(): number {
    return Math.min(this.tokenizer.model_max_length, this.model.maxSourceLength ?? Infinity);
  }

  /** The tokens of a text; what the model cannot read is refused, or cut off with a warning. */
  protected encode(
    { text, name }: InputText,
    { truncation }: TextToTextPipelineOptions,
    prefix = this.prefix,
  ): EncodedText {
    const encoded = encodeText(this.tokenizer, text, prefix);
    const length = lengthOf(encoded);
    if (truncation && length > this.contextLength) return this.truncate(encoded, name);
    const { maxSourceLength = Infinity } = this.model;
    if (length > maxSourceLength) {
      throw new ContextLengthError(
        length,
        maxSourceLength,
        `${this.task}: ${name} is ${length} tokens long, the model reads at most ${maxSourceLength}. ${this.remedy()}`,
      );
    }
    return encoded;
  }

  /** What helps where an input is too long. */
  protected remedy(): string {
    return 'Shorten it, or have its end cut off: { truncation: true }';
  }

  private truncate(encoded: EncodedText, name: string): EncodedText {
    const limit = this.contextLength;
    console.warn(
      `${this.task}: ${name} is ${lengthOf(encoded)} tokens long; only the first ${limit} are read, the rest is cut off`,
    );
    return beginningOf(encoded, limit);
  }

  /** Writes outputs, in batches of inputs of similar length; those of each input in their order. */
  protected async write(
    inputs: readonly PreparedInput[],
    own: TextToTextPipelineOptions,
    call: Seq2SeqGenerateOptions,
  ): Promise<Written[][]> {
    const { batch_size = 8, onProgress } = own;
    const seeds = seedsOf(call.seed, inputs.length);
    const order = [...inputs.keys()].sort(
      (a, b) => lengthOf(inputs[a].encoded) - lengthOf(inputs[b].encoded),
    );
    const results: Written[][] = [];
    for (let start = 0; start < order.length; start += batch_size) {
      const batch = order.slice(start, start + batch_size);
      const seed = seeds && batch.map((i) => seeds[i]);
      const written = await this.writeBatch(
        batch.map((i) => inputs[i]),
        own,
        { ...call, ...(seed && { seed }) },
      );
      batch.forEach((input, i) => {
        results[input] = written[i];
      });
      onProgress?.(Math.min(start + batch_size, order.length), order.length);
    }
    return results;
  }

  /** The text of one output as it is written: only what no later token changes. Leaving the loop ends the computation. */
  protected async *streamOne(
    input: PreparedInput,
    own: TextToTextPipelineOptions,
    call: Seq2SeqGenerateOptions,
  ): AsyncGenerator<string, void, undefined> {
    // Beams change what they have written; without a word from the caller there is one.
    const options = { num_beams: 1, ...call, ...input.options };
    const decoder = new DecodeStream(this.tokenizer, decoding(own));
    const read = readGenerateCall(this.model, this.rows([input]), { tokenizer: this.tokenizer, ...options });
    for await (const { rows, tokens } of streamTokens(read.model, read.inputs, read.options, this.defaults)) {
      if (rows.length > 1)
        throw new InvalidArgumentError('stream() gives one text: set num_return_sequences to 1');
      const text = decoder.push(tokens[0]);
      if (text) yield text;
    }
    const rest = decoder.end();
    if (rest) yield rest;
  }

  private async writeBatch(
    batch: readonly PreparedInput[],
    own: TextToTextPipelineOptions,
    call: Seq2SeqGenerateOptions,
  ): Promise<Written[][]> {
    const options = { tokenizer: this.tokenizer, ...call, ...batch[0].options };
    const read = readGenerateCall(this.model, this.rows(batch), options);
    const { sequences } = await generate(read.model, read.inputs, read.options, this.defaults);
    const rows = (sequences.tolist() as number[][]).map((ids) => ({
      ids,
      text: this.tokenizer.decode(ids, decoding(own)),
    }));
    const each = rows.length / batch.length;
    return batch.map((_, i) => rows.slice(i * each, (i + 1) * each));
  }

  private rows(batch: readonly PreparedInput[]) {
    return padRows(
      batch.map(({ encoded }) => idsOf(encoded)),
      this.tokenizer.pad_token_id ?? 0,
    );
  }

  /**
   * What holds where the call says nothing, as in transformers 4.57 (version 5 has no such pipelines): what config.json says of
   * the task, then what pipelines have, then generation_config.json. A length that this names goes before that of pipelines; 20
   * is what old files have by default.
   */
  private get defaults(): Readonly<Record<string, unknown>> {
    const { prefix, ...taskParams } = this.taskParams;
    void prefix;
    const { generation_config: file } = this.model;
    const { max_new_tokens, ...others } = pipelineDefaults;
    const isLong = (file['max_length'] ?? 20) !== 20;
    return { ...file, ...others, ...(!isLong && { max_new_tokens }), ...taskParams };
  }
}

function decoding({ clean_up_tokenization_spaces = false }: TextToTextPipelineOptions) {
  return { skip_special_tokens: true, clean_up_tokenization_spaces };
}

/** Results as Python shapes them: of a text a list, of a list one each, or a list each where several are asked for. */
export function shaped<Result>(isOne: boolean, results: readonly Result[][]): unknown {
  if (isOne) return results[0];
  return results.every(({ length }) => length === 1) ? results.flat() : results;
}

/** A result under the names of a task: its text, or with `return_tensors` its tokens. */
export function named(
  kind: string,
  { text, ids }: Written,
  options: TextToTextOptions,
): Record<string, unknown> {
  return options.return_tensors ? { [`${kind}_token_ids`]: ids } : { [`${kind}_text`]: text };
}
