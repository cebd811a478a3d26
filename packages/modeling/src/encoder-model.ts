import { refuseUnknownOptions, type Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import type { EncoderInputs, EncoderOutputs } from './encoder.js';
import { encoderFeeds, type EncoderCallInputs, type EncoderLimits } from './encoder-feeds.js';
import { isLayer, layersOf, nameLayers } from './layer-outputs.js';
import { PreTrainedModel } from './pre-trained-model.js';

/** Options of a call. */
export interface ModelCallOptions {
  /** Whether to return the embeddings and the output of every layer, too. The first such call makes a second session. */
  readonly output_hidden_states?: boolean;
  /** Ends the computation early. */
  readonly signal?: AbortSignal;
}

/** What an encoder without a head computes; all float32. */
export interface BaseModelOutput {
  /** `[batch, sequence, hidden]` */
  readonly last_hidden_state: Tensor<'float32'>;
  /** `[batch, hidden]`, where the checkpoint has weights for it. */
  readonly pooler_output?: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, sequence, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
}

/** The sizes that encoder configs share. */
export interface EncoderConfig {
  readonly vocab_size: number;
  readonly max_position_embeddings?: number;
  readonly type_vocab_size?: number;
}

/** The variant of a graph that has the hidden states as outputs. */
export const HIDDEN_STATES = 'hidden_states';

export interface EncoderModel<Config extends EncoderConfig> {
  (inputs: EncoderCallInputs, options?: ModelCallOptions): Promise<BaseModelOutput>;
  readonly config: Config;
}

/**
 * How far ONNX Runtime shall rewrite the graphs of encoders. Beyond that it fuses sums with layer normalization and biases with
 * GELU, and is slower for it (docs/decisions/0003).
 */
export const ENCODER_OPTIMIZATION = 'basic';

/** An encoder without a head: token ids in, a vector for every token out. */
export abstract class EncoderModel<Config extends EncoderConfig> extends PreTrainedModel<Config> {
  protected override readonly graphOptimization = ENCODER_OPTIMIZATION;
  protected override readonly takesInt8 = true;

  abstract override forward(inputs: EncoderInputs): EncoderOutputs;

  /** Longest sequence that the network reads, or undefined if its positions have no end. */
  get maxLength(): number | undefined {
    return this.config.max_position_embeddings;
  }

  /** What the network can read. */
  get limits(): EncoderLimits {
    const { vocab_size: vocabulary, type_vocab_size: segments = 0 } = this.config;
    return { vocabulary, segments, maxLength: this.maxLength };
  }

  async _call(inputs: EncoderCallInputs, options: ModelCallOptions = {}): Promise<BaseModelOutput> {
    refuseUnknownOptions('the model', options, ['output_hidden_states', 'signal']);
    const session = await this.session(options.output_hidden_states ? HIDDEN_STATES : '');
    const outputs = await session.run(encoderFeeds(inputs, this.limits), { signal: options.signal });
    return collectOutputs(outputs) as unknown as BaseModelOutput;
  }

  protected trace(graph: Graph, variant: string): void {
    const { last_hidden_state, pooler_output, hidden_states } = this.forward(
      declareInputs(graph, this.limits),
    );
    graph.output('last_hidden_state', last_hidden_state);
    if (pooler_output) graph.output('pooler_output', pooler_output);
    if (variant === HIDDEN_STATES) nameHiddenStates(graph, hidden_states);
  }

  protected override tracePortable(graph: Graph): void {
    this.trace(graph, '');
  }
}

/**
 * Declares an encoder's inputs, int32 `[batch, sequence]`.
 *
 * @param options.padding whether there may be padding, and so a mask (yes, if left out)
 */
export function declareInputs(
  graph: Graph,
  limits: EncoderLimits,
  options: { readonly padding?: boolean } = {},
): EncoderInputs {
  const { padding = true } = options;
  const declare = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
  return {
    input_ids: declare('input_ids'),
    ...(padding && { attention_mask: declare('attention_mask') }),
    ...(limits.segments > 0 && { token_type_ids: declare('token_type_ids') }),
  };
}

/** Makes outputs of the hidden states, which {@link collectOutputs} gathers again. */
export function nameHiddenStates(graph: Graph, hiddenStates: readonly Value[]): void {
  nameLayers(graph, HIDDEN_STATES, hiddenStates);
}

/** The outputs of a run by name, hidden states as one array. */
export function collectOutputs(outputs: Record<string, Tensor>): Record<string, Tensor | Tensor[]> {
  const others = Object.entries(outputs).filter(([name]) => !isLayer(name, HIDDEN_STATES));
  const { hidden_states } = layersOf(outputs, [HIDDEN_STATES]);
  return { ...Object.fromEntries(others), ...(hidden_states && { hidden_states }) };
}
