import type { Tensor } from '@automodel/core';
import { generate, streamTokens, type GenerateOutput } from '@automodel/generation';
import type { Value } from '@automodel/graph';
import type { DecoderOutputs } from './decoder.js';
import type { GenerateCall, GenerateInputs } from './generate-inputs.js';
import { PreTrainedModel } from './pre-trained-model.js';

/** The sequences, or with `return_dict_in_generate` all that was found. */
export type GenerateResult<T> = T extends { return_dict_in_generate: true }
  ? GenerateOutput
  : Tensor<'int32'>;

/** A network with a head that scores the vocabulary for the token that follows, and so writes one token after the other. */
export abstract class GenerativeModel<
  Config extends object,
  Inputs extends GenerateInputs,
  Options extends object,
> extends PreTrainedModel<Config> {
  /** The network without the head. */
  abstract get base_model(): PreTrainedModel & {
    readonly vocabSize: number;
    readonly maxLength: number | undefined;
  };

  /** The head: `[positions, hidden]` to logits `[positions, vocabulary]`. */
  protected abstract scores(x: Value): Value;

  /** @throws ModelInputError, InvalidArgumentError */
  protected abstract readGenerateCall(inputs: Inputs & Options, more: Options | undefined): GenerateCall;

  get vocabSize(): number {
    return this.base_model.vocabSize;
  }

  /** The most tokens that a row may have, those that it begins with included; undefined if there is no end. */
  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

  /**
   * Writes, as Python's `generate` does; `generate` of `@automodel/generation` describes the strategies.
   *
   * @param inputs what the tokenizer gives; options may be among them, as in transformers.js
   * @returns int32 `[rows, length]`: what rows begin with (prompts, or `decoder_start_token_id`) and what was written; with
   * `return_dict_in_generate` an object that has more
   * @throws ModelInputError, InvalidArgumentError, ContextLengthError, NonFiniteLogitsError
   */
  async generate<T extends Options = Options>(
    inputs: Inputs | (Inputs & T),
    options?: T,
  ): Promise<GenerateResult<T>> {
    const call = this.readGenerateCall(inputs as Inputs & Options, options);
    const output = await generate(call.model, call.inputs, call.options, this.generation_config);
    const isDict = call.options.return_dict_in_generate ?? this.generation_config['return_dict_in_generate'];
    return (isDict === true ? output : output.sequences) as GenerateResult<T>;
  }

  /** Writes likewise, and gives tokens as they come. Leaving the loop ends the computation. */
  stream(
    inputs: Inputs & Options,
    options?: Options,
  ): AsyncGenerator<{ rows: number[]; tokens: number[] }, GenerateOutput, undefined> {
    const call = this.readGenerateCall(inputs, options);
    return streamTokens(call.model, call.inputs, call.options, this.generation_config);
  }

  /** @param positions int32 `[positions]`, counted through the whole batch: only there are scores computed */
  protected withLogits<Outputs extends DecoderOutputs>(
    outputs: Outputs,
    positions: Value,
  ): Outputs & { logits: Value } {
    const hidden = outputs.last_hidden_state;
    const rows = hidden.reshape([-1, hidden.shape[2]]).gather(positions);
    return { ...outputs, logits: this.scores(rows) };
  }
}
