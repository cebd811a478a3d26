import { Tensor } from '@automodel/core';
import {
  generate,
  streamTokens,
  type DecodingState,
  type GenerateOptions,
  type GenerateOutput,
  type GenerationModel,
  type InspectedLayers,
  type InspectOptions,
  type StartOptions,
} from '@automodel/generation';
import type { Graph, Value } from '@automodel/graph';
import {
  decoderVariant,
  packRows,
  packWritten,
  PreTrainedModel,
  runDecoder,
  startDecoding,
  traceDecoder,
  type DecoderCallInputs,
  type DecoderCallOptions,
  type DecoderInputs,
  type DecoderModel,
  type DecoderModelOutput,
  type DecoderOutputs,
} from '@automodel/modeling';

import { splitInputs, type GenerateCall, type GenerateInputs } from './generate-inputs.js';

/** What a causal language model computes. */
export interface CausalLMOutput extends Omit<DecoderModelOutput, 'last_hidden_state'> {
  /** Scores of every vocabulary entry for the token after each one, `[batch, sequence, vocabulary]`; zeros at padding. */
  readonly logits: Tensor<'float32'>;
}

export interface CausalLanguageModel<Config extends object> {
  (inputs: DecoderCallInputs, options?: DecoderCallOptions): Promise<CausalLMOutput>;
  readonly config: Config;
}

/** The sequences, or with `return_dict_in_generate` all that was found. */
export type GenerateResult<T> = T extends { return_dict_in_generate: true }
  ? GenerateOutput
  : Tensor<'int32'>;

/** A decoder with a head that scores the vocabulary for the token that follows. */
export abstract class CausalLanguageModel<Config extends object = object>
  extends PreTrainedModel<Config>
  implements GenerationModel
{
  /** The decoder without the head. */
  abstract get base_model(): DecoderModel;

  /** The head: `[positions, hidden]` to logits `[positions, vocabulary]`. */
  protected abstract scores(x: Value): Value;

  get vocabSize(): number {
    return this.base_model.vocabSize;
  }

  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

  /**
   * @param positions int32 `[positions]`, counted through the whole batch: only there are scores computed
   * @returns the decoder's outputs and the logits `[positions, vocabulary]`
   */
  override forward(inputs: DecoderInputs, positions: Value): DecoderOutputs & { logits: Value } {
    const outputs = this.base_model.forward(inputs);
    const hidden = outputs.last_hidden_state;
    const rows = hidden.reshape([-1, hidden.shape[2]]).gather(positions);
    return { ...outputs, logits: this.scores(rows) };
  }

  /** Scores after every token. */
  async _call(inputs: DecoderCallInputs, options: DecoderCallOptions = {}): Promise<CausalLMOutput> {
    const rows = packRows(inputs, this.base_model.limits);
    const positions = new Tensor('int32', rows.tokens, [rows.tokens.length]);
    const session = await this.session(decoderVariant(options));
    return runDecoder(session, rows, 'logits', options, { logit_positions: positions });
  }

  /**
   * Continues prompts, as Python's `generate` does; see {@link generate} for the strategies.
   *
   * @param inputs what the tokenizer gives; options may be among them, as in transformers.js
   * @returns int32 `[rows, length]`, prompts included; with `return_dict_in_generate` an object that has more
   * @throws InvalidArgumentError, ContextLengthError, NonFiniteLogitsError
   */
  async generate<T extends GenerateOptions = object>(
    inputs: GenerateInputs | (GenerateInputs & T),
    options?: T,
  ): Promise<GenerateResult<T>> {
    const call = splitInputs(inputs, options);
    const output = await generate(this, call.inputs, call.options, this.generation_config);
    const isDict = call.options.return_dict_in_generate ?? this.generation_config['return_dict_in_generate'];
    return (isDict === true ? output : output.sequences) as GenerateResult<T>;
  }

  /** Continues prompts, and gives new tokens as they come. Leaving the loop ends the computation. */
  stream(
    inputs: GenerateCall,
    options?: GenerateOptions,
  ): AsyncGenerator<{ rows: number[]; tokens: number[] }, GenerateOutput, undefined> {
    const call = splitInputs(inputs, options);
    return streamTokens(this, call.inputs, call.options, this.generation_config);
  }

  /** Computes prompts, to be continued token by token; what searches of `@automodel/generation` build on. */
  async start(options: StartOptions): Promise<DecodingState> {
    return startDecoding(await this.session(), this.base_model.limits, options);
  }

  /**
   * Hidden states and attentions of whole rows, positions counted from the first token of each; what `generate` gives with
   * `output_hidden_states` and `output_attentions`.
   */
  async inspect({ rows, masks, signal, ...options }: InspectOptions): Promise<InspectedLayers> {
    const packed = packWritten(rows, masks, this.base_model.limits);
    // Of the head nothing is asked but that it computes something.
    const positions = new Tensor('int32', packed.tokens.subarray(0, 1), [1]);
    const session = await this.session(decoderVariant(options));
    const feeds = { logit_positions: positions };
    const { hidden_states, attentions } = await runDecoder(
      session,
      packed,
      'last_hidden_state',
      { signal },
      feeds,
    );
    return { hidden_states, attentions };
  }

  protected trace(graph: Graph, variant: string): void {
    const positions = graph.input('logit_positions', 'int32', ['positions']);
    traceDecoder(graph, variant, (inputs) => {
      const outputs = this.forward(inputs, positions);
      graph.output('logits', outputs.logits);
      graph.output('last_hidden_state', outputs.last_hidden_state);
      return outputs;
    });
  }
}
