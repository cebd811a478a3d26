import type { Tensor } from '@automodel/core';
import type { GenerationModel } from '@automodel/generation';
import type { Graph, Parameter, Value } from '@automodel/graph';
import {
  DECODER,
  ENCODER,
  GenerativeModel,
  readCall,
  runEncoderDecoder,
  traceEncoder,
  traceTarget,
  type DecoderCallOptions,
  type DecoderOutputs,
  type EncoderDecoderCallInputs,
  type EncoderDecoderModel,
  type EncoderDecoderModelOutput,
  type EncoderDecoderSessions,
  type GenerateCall,
  type TargetInputs,
} from '@automodel/modeling';
import { EncodedInputs } from './encoded-inputs.js';
import {
  readGenerateCall,
  type Seq2SeqGenerateInputs,
  type Seq2SeqGenerateOptions,
} from './generate-inputs.js';

/** What an encoder-decoder with a language modeling head computes. */
export interface Seq2SeqLMOutput extends Omit<EncoderDecoderModelOutput, 'last_hidden_state'> {
  /** Scores of every vocabulary entry for the token after each one of the decoder, `[batch, target, vocabulary]`. */
  readonly logits: Tensor<'float32'>;
}

export interface Seq2SeqLanguageModel<Config extends object> {
  (inputs: EncoderDecoderCallInputs, options?: DecoderCallOptions): Promise<Seq2SeqLMOutput>;
  readonly config: Config;
}

/** An encoder-decoder with a head that scores the vocabulary for the token that follows. */
export abstract class Seq2SeqLanguageModel<Config extends object = object> extends GenerativeModel<
  Config,
  Seq2SeqGenerateInputs,
  Seq2SeqGenerateOptions
> {
  abstract override get base_model(): EncoderDecoderModel;

  /** Longest input, special tokens included; undefined if there is no end. */
  get maxSourceLength(): number | undefined {
    return this.base_model.maxSourceLength;
  }

  /**
   * The decoder and the head; the encoder is a graph of its own.
   *
   * @param positions int32 `[positions]`, counted through the whole batch: only there are scores computed
   * @returns the decoder's outputs and the logits `[positions, vocabulary]`
   */
  override forward(inputs: TargetInputs, positions: Value): DecoderOutputs & { logits: Value } {
    return this.withLogits(this.base_model.decode(inputs), positions);
  }

  /** Scores after every token of `decoder_input_ids`. */
  async _call(inputs: EncoderDecoderCallInputs, options: DecoderCallOptions = {}): Promise<Seq2SeqLMOutput> {
    const call = readCall(this.base_model, inputs, options);
    const sessions = await this.halves(call.variant);
    const feeds = { logit_positions: call.target.logitPositions() };
    return runEncoderDecoder(sessions, call, 'logits', options, feeds);
  }

  /**
   * The decoder, reading some inputs: what searches of `@automodel/generation` build on. Each of its starts encodes them.
   *
   * @param feeds int32 `[inputs, source]`: `input_ids` and `attention_mask`
   */
  reading(feeds: Record<string, Tensor<'int32'>>): GenerationModel {
    return new EncodedInputs(feeds, this.base_model.limits, (variant) => this.halves(variant));
  }

  protected readGenerateCall(
    call: Seq2SeqGenerateInputs & Seq2SeqGenerateOptions,
    more: Seq2SeqGenerateOptions | undefined,
  ): GenerateCall {
    return readGenerateCall(this, call, more);
  }

  protected override get loadedVariants(): readonly string[] {
    return [ENCODER, DECODER];
  }

  /** Embeddings, if the head multiplies by them, too; of those that only embed a few rows are read, straight from the file. */
  protected override get sharedWeights(): readonly Parameter[] {
    const { shared } = this.base_model;
    return shared && !this.hasWeight('lm_head.weight') ? [shared.weight] : [];
  }

  /** The encoder runs seldom, and takes much. */
  protected override keepsMemory(variant: string): boolean {
    return !variant.startsWith(ENCODER);
  }

  protected trace(graph: Graph, variant: string): void {
    if (variant.startsWith(ENCODER)) return traceEncoder(graph, variant, this.base_model);
    const positions = graph.input('logit_positions', 'int32', ['positions']);
    traceTarget(graph, variant, (inputs) => {
      const outputs = this.forward(inputs, positions);
      graph.output('logits', outputs.logits);
      graph.output('last_hidden_state', outputs.last_hidden_state);
      return outputs;
    });
  }

  private async halves(variant: string): Promise<EncoderDecoderSessions> {
    return { encoder: await this.session(ENCODER + variant), decoder: await this.session(DECODER + variant) };
  }
}
