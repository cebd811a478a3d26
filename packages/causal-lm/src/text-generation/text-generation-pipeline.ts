import { InvalidArgumentError, type ForEach } from '@automodel/core';
import { generate, seedsOf, streamTokens, type GenerateOptions } from '@automodel/generation';
import { AutoTokenizer, TextPipeline, type LoadOptions } from '@automodel/modeling';
import { DecodeStream } from '@automodel/tokenizers';
import { AutoModelForCausalLM } from '../auto-model.js';
import type { CausalLanguageModel } from '../causal-language-model.js';
import * as experiments from './experiments.js';
import {
  splitOptions,
  type TextGenerationInput,
  type TextGenerationOptions,
  type TextGenerationOutput,
  type TextGenerationPipelineOptions,
} from './options.js';
import { encodePrompt, firstToken, isChat, type Prompt } from './prompts.js';

export interface TextGenerationPipeline {
  <Input extends TextGenerationInput, Options extends TextGenerationOptions = object>(
    input: Input,
    options?: Options,
  ): Promise<TextGenerationOutput<Input, Options>>;
  <const Inputs extends readonly TextGenerationInput[], Options extends TextGenerationOptions = object>(
    inputs: Inputs,
    options?: Options,
  ): Promise<ForEach<Inputs, TextGenerationOutput<Inputs[number], Options>>>;
  // Where the type does not say whether it is one or a list.
  <Input extends TextGenerationInput, Options extends TextGenerationOptions = object>(
    inputs: Input | readonly Input[],
    options?: Options,
  ): Promise<TextGenerationOutput<Input, Options> | TextGenerationOutput<Input, Options>[]>;
}

/** What holds where neither the call nor the model's generation_config.json says anything, as in Python. */
const pipelineDefaults = { max_new_tokens: 256, do_sample: true, temperature: 0.7 };

/**
 * Continues texts and answers chats, as the pipeline of transformers does: a text or a chat gives a list of
 * `{ generated_text }`, a list of those a list of lists. Options are those of `generate` and
 * {@link TextGenerationPipelineOptions}. As in Python it samples up to 256 new tokens at a temperature of 0.7, unless
 * options or the model's generation_config.json say otherwise.
 *
 * @example
 * const generator = await TextGenerationPipeline.from_pretrained('mini-gpt2');
 * const [{ generated_text }] = await generator('Two dogs are', { do_sample: false, max_new_tokens: 24 });
 * for await (const text of generator.stream('Two dogs are', { seed: 1 })) process.stdout.write(text);
 */
export class TextGenerationPipeline extends TextPipeline<CausalLanguageModel> {
  /** Loads a model and its tokenizer. */
  static async from_pretrained(model: string, options?: LoadOptions): Promise<TextGenerationPipeline> {
    return new this({
      task: 'text-generation',
      model: await AutoModelForCausalLM.from_pretrained(model, options),
      tokenizer: await AutoTokenizer.from_pretrained(model),
    });
  }

  async _call(
    inputs: TextGenerationInput | readonly TextGenerationInput[],
    options: TextGenerationOptions = {},
  ): Promise<unknown> {
    const { own, call } = splitOptions(options);
    const isOne = !Array.isArray(inputs) || isChat(inputs);
    const all = isOne ? [inputs as TextGenerationInput] : (inputs as readonly TextGenerationInput[]);
    const prompts = all.map((input) => this.encode(input, own, call));
    const seeds = seedsOf(call.seed, prompts.length);
    const size = own.batch_size ?? 1;
    const results: object[][] = [];
    for (let start = 0; start < prompts.length; start += size) {
      const batch = prompts.slice(start, start + size);
      const seed = seeds?.slice(start, start + size);
      results.push(...(await this.continueBatch(batch, own, { ...call, ...withSeed(seed) })));
    }
    return isOne ? results[0] : results;
  }

  /**
   * The new text of one prompt, piece by piece: only what no later token changes. Leaving the loop ends the computation.
   *
   * @throws InvalidArgumentError for beams or several sequences, and what a call throws
   */
  async *stream(
    input: TextGenerationInput,
    options: TextGenerationOptions = {},
  ): AsyncGenerator<string, void, undefined> {
    const { own, call } = splitOptions(options);
    const prompt = this.encode(input, own, call);
    const seed = seedsOf(call.seed, 1);
    const decoder = new DecodeStream(this.tokenizer, decoding(own));
    const steps = streamTokens(
      this.model,
      { prompts: [prompt.ids] },
      this.callOptions(own, { ...call, ...withSeed(seed) }, prompt),
      this.defaults,
    );
    for await (const { rows, tokens } of steps) {
      if (rows.length > 1) {
        throw new InvalidArgumentError('stream() gives one text: set num_return_sequences to 1');
      }
      const text = decoder.push(tokens[0]);
      if (text) yield text;
    }
    const rest = decoder.end();
    if (rest) yield rest;
  }

  /** The `k` likeliest tokens behind a text, each with its probability. */
  nextTokens(prompt: string, k = 5): Promise<experiments.NextToken[]> {
    return experiments.nextTokens(this, this.tokens(prompt), k);
  }

  /** The `k` likeliest tokens behind every beginning of a text, from its first token to the whole. */
  prefixTable(text: string, k = 5): Promise<experiments.PrefixRow[]> {
    return experiments.prefixTable(this, this.tokens(text), k);
  }

  /**
   * Classifies without training, by the probabilities of label words, the likeliest first.
   *
   * @param template a text that ends in {}, where the label goes: `Great film, I loved it. This review is {}`
   */
  scoreLabels(template: string, labels: readonly string[]): Promise<experiments.LabelScore[]> {
    return experiments.scoreLabels(this, template, labels);
  }

  /**
   * Shows examples, and gives what the model writes for one more input, up to the end of the line.
   *
   * @param options those of a call; greedy and 32 new tokens where they say nothing
   */
  async fewShot(shot: experiments.FewShot, options: TextGenerationOptions = {}): Promise<string> {
    const [{ generated_text }] = await this(experiments.fewShotPrompt(shot), {
      do_sample: false,
      ...(options.max_length == null && { max_new_tokens: 32 }),
      ...options,
      stop_strings: '\n',
      return_full_text: false,
    });
    return generated_text.split('\n')[0].trim();
  }

  private tokens(text: string): number[] {
    const ids = this.tokenizer.encode(text);
    return ids.length > 0 ? ids : [firstToken(this.tokenizer, this.defaults)];
  }

  /** What the model's generation_config.json says, and behind it what pipelines have. */
  private get defaults(): Readonly<Record<string, unknown>> {
    const file = Object.fromEntries(
      Object.entries(this.model.generation_config).filter(([, value]) => value != null),
    );
    // A length that a file names goes before that of pipelines; 20 is what old files have by default.
    const isLong = 'max_length' in file && file['max_length'] !== 20;
    const { max_new_tokens, ...others } = pipelineDefaults;
    return { ...others, ...(!isLong && { max_new_tokens }), ...file };
  }

  private encode(
    input: TextGenerationInput,
    own: TextGenerationPipelineOptions,
    call: GenerateOptions,
  ): Prompt {
    const { tokenizer, defaults, model } = this;
    const maxLength = Math.min(tokenizer.model_max_length, model.maxLength ?? Infinity);
    return encodePrompt(input, { tokenizer, defaults, maxLength, own, call });
  }

  private callOptions(
    { stop_sequence, truncation }: TextGenerationPipelineOptions,
    call: GenerateOptions,
    { prefixLength }: Prompt,
  ): GenerateOptions {
    const more: GenerateOptions = {};
    if (stop_sequence !== undefined) {
      more.eos_token_id = this.tokenizer.encode(stop_sequence, { add_special_tokens: false });
    }
    // Beside max_new_tokens it is the prompt's that is cut off.
    if (truncation !== undefined && call.max_new_tokens != null) more.max_length = undefined;
    // A prefix does not count among the tokens that the caller allows.
    if (prefixLength > 0 && call.max_new_tokens == null && call.max_length != null) {
      more.max_length = call.max_length + prefixLength;
    }
    if (prefixLength > 0 && call.min_new_tokens == null && call.min_length != null) {
      more.min_length = call.min_length + prefixLength;
    }
    return { tokenizer: this.tokenizer, ...call, ...more };
  }

  private async continueBatch(
    batch: readonly Prompt[],
    own: TextGenerationPipelineOptions,
    call: GenerateOptions,
  ): Promise<object[][]> {
    const longest = Math.max(...batch.map(({ ids }) => ids.length));
    const padding = batch.map(({ ids }) => new Array<number>(longest - ids.length));
    const pad = this.tokenizer.pad_token_id ?? 0;
    const prompts = batch.map(({ ids }, i) => [...padding[i].fill(pad), ...ids]);
    const mask = batch.map(({ ids }, i) => [...padding[i].map(() => 0), ...ids.map(() => 1)]);
    const options = this.callOptions(own, call, batch[0]);
    const { sequences } = await generate(this.model, { prompts, mask }, options, this.defaults);
    const perPrompt = sequences.dims[0] / batch.length;
    return batch.map((prompt, i) =>
      Array.from({ length: perPrompt }, (_, j) => {
        const row = Array.from(sequences.at(i * perPrompt + j).data as Int32Array);
        return this.toResult(prompt, row.slice(padding[i].length), own);
      }),
    );
  }

  private toResult(prompt: Prompt, ids: readonly number[], own: TextGenerationPipelineOptions): object {
    if (own.return_tensors) return { generated_token_ids: ids };
    const text = this.tokenizer.decode(ids.slice(prompt.visible), decoding(own));
    if (own.return_full_text === false) return { generated_text: text };
    const { input, continues } = prompt;
    if (typeof input === 'string') return { generated_text: input + text };
    if (!continues) return { generated_text: [...input, { role: 'assistant', content: text }] };
    const last = input[input.length - 1];
    const continued = { ...last, content: `${last.content as string}${text}` };
    return { generated_text: [...input.slice(0, -1), continued] };
  }
}

/** The seeds of a batch; of a single prompt as the caller says it. */
function withSeed(seeds: readonly number[] | undefined): Pick<GenerateOptions, 'seed'> {
  return seeds ? { seed: seeds.length === 1 ? seeds[0] : seeds } : {};
}

function decoding({
  skip_special_tokens = true,
  clean_up_tokenization_spaces = true,
}: TextGenerationPipelineOptions) {
  return { skip_special_tokens, clean_up_tokenization_spaces };
}
