import { refuseUnknownOptions, Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import {
  collectOutputs,
  declareInputs,
  ENCODER_OPTIMIZATION,
  encoderFeeds,
  HIDDEN_STATES,
  nameHiddenStates,
  PreTrainedModel,
  type EncoderCallInputs,
  type EncoderConfig,
  type EncoderInputs,
  type EncoderModel,
  type EncoderOutputs,
  type ModelCallOptions,
} from '@automodel/modeling';

/** What a masked language model computes. */
export interface MaskedLMOutput {
  /** Scores of every vocabulary entry at every position, `[batch, sequence, vocabulary]`. */
  readonly logits: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, sequence, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
}

export interface MaskedLanguageModel<Config extends EncoderConfig> {
  (inputs: EncoderCallInputs, options?: ModelCallOptions): Promise<MaskedLMOutput>;
  readonly config: Config;
}

/** An encoder with a head that scores the vocabulary at every position. */
export abstract class MaskedLanguageModel<
  Config extends EncoderConfig = EncoderConfig,
> extends PreTrainedModel<Config> {
  protected override readonly graphOptimization = ENCODER_OPTIMIZATION;
  protected override readonly takesInt8 = true;

  /** The encoder without the head. */
  abstract get base_model(): EncoderModel<EncoderConfig>;

  /** The head: `[positions, hidden]` to logits `[positions, vocabulary]`. */
  protected abstract scores(x: Value): Value;

  /**
   * @param positions int32 `[positions]`, counted through the whole batch: only there are scores computed
   * @returns the encoder's outputs and the logits `[positions, vocabulary]`
   */
  override forward(inputs: EncoderInputs, positions: Value): EncoderOutputs & { logits: Value } {
    const outputs = this.base_model.forward(inputs);
    return { ...outputs, logits: this.scores(allRows(outputs).gather(positions)) };
  }

  /** Scores at every position. */
  async _call(inputs: EncoderCallInputs, options: ModelCallOptions = {}): Promise<MaskedLMOutput> {
    const feeds = encoderFeeds(inputs, this.base_model.limits);
    const [batch, sequence] = feeds.input_ids.dims;
    const everywhere = Int32Array.from({ length: batch * sequence }, (_, i) => i);
    const { logits, hidden_states } = await this.compute(feeds, everywhere, options);
    return { logits: logits.view(batch, sequence, logits.dims[1]), ...(hidden_states && { hidden_states }) };
  }

  /**
   * Scores at some positions only, which saves most of the head's work.
   *
   * @param positions row * sequence + column of each
   * @returns `[positions, vocabulary]`
   */
  async logitsAt(
    inputs: EncoderCallInputs,
    positions: Int32Array,
    options: Pick<ModelCallOptions, 'signal'> = {},
  ): Promise<Tensor<'float32'>> {
    const feeds = encoderFeeds(inputs, this.base_model.limits);
    return (await this.compute(feeds, positions, options)).logits;
  }

  protected trace(graph: Graph, variant: string): void {
    const positions = graph.input('logit_positions', 'int32', ['positions']);
    const { logits, hidden_states } = this.forward(declareInputs(graph, this.base_model.limits), positions);
    graph.output('logits', logits);
    if (variant === HIDDEN_STATES) nameHiddenStates(graph, hidden_states);
  }

  protected override tracePortable(graph: Graph): void {
    const outputs = this.base_model.forward(declareInputs(graph, this.base_model.limits));
    const logits = this.scores(allRows(outputs));
    graph.output('logits', logits.reshape([...outputs.last_hidden_state.shape.slice(0, 2), logits.shape[1]]));
  }

  private async compute(
    encoder: Record<string, Tensor>,
    positions: Int32Array,
    options: ModelCallOptions,
  ): Promise<MaskedLMOutput> {
    refuseUnknownOptions('the model', options, ['output_hidden_states', 'signal']);
    const session = await this.session(options.output_hidden_states ? HIDDEN_STATES : '');
    const feeds = { ...encoder, logit_positions: new Tensor('int32', positions, [positions.length]) };
    return collectOutputs(await session.run(feeds, { signal: options.signal })) as unknown as MaskedLMOutput;
  }
}

/** The vectors of all tokens of a batch, `[batch * sequence, hidden]`. */
function allRows({ last_hidden_state: hidden }: EncoderOutputs): Value {
  return hidden.reshape([-1, hidden.shape[2]]);
}
