import { Tensor } from '@automodel/core';
import { generate, streamTokens, type GenerateOutput, type GenerationModel } from '@automodel/generation';
import type { Graph, Parameter, Value } from '@automodel/graph';
import {
  DECODER,
  ENCODER,
  PreTrainedModel,
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
  type TargetInputs,
} from '@automodel/modeling';
import { EncodedInputs } from './encoded-inputs.js';
import {
  readGenerateCall,
  type GenerateCall,
  type GenerateInputs,
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

/** The sequences, or with `return_dict_in_generate` all that was found. */
export type GenerateResult<T> = T extends { return_dict_in_generate: true }
  ? GenerateOutput
  : Tensor<'int32'>;

/** An encoder-decoder with a head that scores the vocabulary for the token that follows. */
export abstract class Seq2SeqLanguageModel<Config extends object = object> extends PreTrainedModel<Config> {
  /** The encoder and the decoder without the head. */
  abstract get base_model(): EncoderDecoderModel;

  /** The head: `[positions, hidden]` to logits `[positions, vocabulary]`. */
  protected abstract scores(x: Value): Value;

  get vocabSize(): number {
    return this.base_model.vocabSize;
  }

  /** Longest output, decoder_start_token_id included; undefined if there is no end. */
  get maxLength(): number | undefined {
    return this.base_model.maxLength;
  }

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
    const outputs = this.base_model.decode(inputs);
    const hidden = outputs.last_hidden_state;
    const rows = hidden.reshape([-1, hidden.shape[2]]).gather(positions);
    return { ...outputs, logits: this.scores(rows) };
  }

  /** Scores after every token of `decoder_input_ids`. */
  async _call(inputs: EncoderDecoderCallInputs, options: DecoderCallOptions = {}): Promise<Seq2SeqLMOutput> {
    const call = readCall(this.base_model, inputs, options);
    const { tokens } = call.target;
    const positions = new Tensor('int32', tokens, [tokens.length]);
    const sessions = await this.halves(call.variant);
    return runEncoderDecoder(sessions, call, 'logits', options, { logit_positions: positions });
  }

  /**
   * Writes an output for every input, as Python's `generate` does; see {@link generate} for the strategies.
   *
   * @param inputs what the tokenizer gives; options may be among them, as in transformers.js
   * @returns int32 `[rows, length]`, beginning with `decoder_start_token_id`; with `return_dict_in_generate` an object that
   * has more
   * @throws ModelInputError for inputs that the encoder cannot read
   * @throws InvalidArgumentError, ContextLengthError, NonFiniteLogitsError
   */
  async generate<T extends Seq2SeqGenerateOptions = object>(
    inputs: GenerateInputs | (GenerateInputs & T),
    options?: T,
  ): Promise<GenerateResult<T>> {
    const call = readGenerateCall(this, inputs, options);
    const output = await generate(call.model, call.inputs, call.options, this.generation_config);
    const isDict = call.options.return_dict_in_generate ?? this.generation_config['return_dict_in_generate'];
    return (isDict === true ? output : output.sequences) as GenerateResult<T>;
  }

  /** Writes outputs, and gives tokens as they come. Leaving the loop ends the computation. */
  stream(
    inputs: GenerateCall,
    options?: Seq2SeqGenerateOptions,
  ): AsyncGenerator<{ rows: number[]; tokens: number[] }, GenerateOutput, undefined> {
    const call = readGenerateCall(this, inputs, options);
    return streamTokens(call.model, call.inputs, call.options, this.generation_config);
  }

  /**
   * The decoder, reading some inputs: what searches of `@automodel/generation` build on. Each of its starts encodes them.
   *
   * @param feeds int32 `[inputs, source]`: `input_ids` and `attention_mask`
   */
  reading(feeds: Record<string, Tensor<'int32'>>): GenerationModel {
    return new EncodedInputs(feeds, this.base_model.limits, (variant) => this.halves(variant));
  }

  protected override get loadedVariants(): readonly string[] {
    return [ENCODER, DECODER];
  }

  protected override get sharedWeights(): readonly Parameter[] {
    return this.base_model.sharedWeights;
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
