import type { Tensor } from '@automodel/core';
import type {
  DecodingState,
  GenerateOptions,
  GenerationModel,
  InspectedLayers,
  InspectOptions,
  StartOptions,
} from '@automodel/generation';
import type { Graph, Value } from '@automodel/graph';
import {
  decoderVariant,
  GenerativeModel,
  packRows,
  packWritten,
  readTokenRows,
  runDecoder,
  splitCall,
  startDecoding,
  traceDecoder,
  type DecoderCallInputs,
  type DecoderCallOptions,
  type DecoderInputs,
  type DecoderModel,
  type DecoderModelOutput,
  type DecoderOutputs,
  type GenerateCall,
  type GenerateInputs,
} from '@automodel/modeling';

/** What a causal language model computes. */
export interface CausalLMOutput extends Omit<DecoderModelOutput, 'last_hidden_state'> {
  /** Scores of every vocabulary entry for the token after each one, `[batch, sequence, vocabulary]`; zeros at padding. */
  readonly logits: Tensor<'float32'>;
}

export interface CausalLanguageModel<Config extends object> {
  (inputs: DecoderCallInputs, options?: DecoderCallOptions): Promise<CausalLMOutput>;
  readonly config: Config;
}

/** A decoder with a head that scores the vocabulary for the token that follows. */
export abstract class CausalLanguageModel<Config extends object = object>
  extends GenerativeModel<Config, GenerateInputs, GenerateOptions>
  implements GenerationModel
{
  abstract override get base_model(): DecoderModel;

  /**
   * @param positions int32 `[positions]`, counted through the whole batch: only there are scores computed
   * @returns the decoder's outputs and the logits `[positions, vocabulary]`
   */
  override forward(inputs: DecoderInputs, positions: Value): DecoderOutputs & { logits: Value } {
    return this.withLogits(this.base_model.forward(inputs), positions);
  }

  /** Scores after every token. */
  async _call(inputs: DecoderCallInputs, options: DecoderCallOptions = {}): Promise<CausalLMOutput> {
    const rows = packRows(inputs, this.base_model.limits);
    const session = await this.session(decoderVariant(options));
    return runDecoder(session, rows, 'logits', options, { logit_positions: rows.logitPositions() });
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
    const session = await this.session(decoderVariant(options));
    // Of the head nothing is asked but that it computes something.
    const feeds = { logit_positions: packed.logitPositions(1) };
    const { hidden_states, attentions } = await runDecoder(
      session,
      packed,
      'last_hidden_state',
      { signal },
      feeds,
    );
    return { hidden_states, attentions };
  }

  protected readGenerateCall(
    call: GenerateInputs & GenerateOptions,
    more: GenerateOptions | undefined,
  ): GenerateCall {
    const { ids, attention_mask, rest: options } = splitCall<GenerateOptions>(call, more);
    const mask = attention_mask && readTokenRows('attention_mask', attention_mask);
    return { model: this, inputs: { prompts: readTokenRows('input_ids', ids), mask }, options };
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
