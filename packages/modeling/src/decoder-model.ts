import { refuseUnknownOptions, Tensor } from '@automodel/core';
import type { Graph, Value } from '@automodel/graph';
import type { Session } from '@automodel/runtime';
import { CachedAttention, ExplicitAttention } from './decoder-attention.js';
import { packRows, type DecoderCallInputs, type DecoderLimits, type PackedRows } from './decoder-feeds.js';
import type { DecoderInputs, DecoderOutputs } from './decoder.js';
import { HIDDEN_STATES, nameHiddenStates } from './encoder-model.js';
import { isLayer, layersOf, nameLayers } from './layer-outputs.js';
import { PreTrainedModel } from './pre-trained-model.js';

/** Options of a decoder's call. Each combination of outputs makes a session of its own when it is first asked for. */
export interface DecoderCallOptions {
  /** Whether to return the embeddings and the output of every layer, too. */
  readonly output_hidden_states?: boolean;
  /** Whether to return what every head of every layer looked at, too; computed by a slower graph. */
  readonly output_attentions?: boolean;
  readonly signal?: AbortSignal;
}

/** What a decoder without a head computes; all float32. */
export interface DecoderModelOutput {
  /** `[batch, sequence, hidden]`, zeros at padding */
  readonly last_hidden_state: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, sequence, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
  /** On request: of each layer `[batch, heads, sequence, sequence]`. */
  readonly attentions?: readonly Tensor<'float32'>[];
}

/** The variant of a graph that has the attentions as outputs. */
export const ATTENTIONS = 'attentions';
/** The outputs of that variant that say what a decoder saw of an encoder. */
export const CROSS_ATTENTIONS = 'cross_attentions';

const layerKinds = [HIDDEN_STATES, ATTENTIONS, CROSS_ATTENTIONS] as const;

export interface DecoderModel<Config extends object> {
  (inputs: DecoderCallInputs, options?: DecoderCallOptions): Promise<DecoderModelOutput>;
  readonly config: Config;
}

/** A decoder without a head: token ids in, a vector for every token out, which saw the tokens before it. */
export abstract class DecoderModel<Config extends object = object> extends PreTrainedModel<Config> {
  abstract override forward(inputs: DecoderInputs): DecoderOutputs;

  /** Number of token ids. */
  abstract get vocabSize(): number;

  /** Longest row that the network reads, or undefined if its positions have no end. */
  abstract get maxLength(): number | undefined;

  /** Whether a plain call counts positions along the attention mask, as the class in Python does, or along columns. */
  readonly positionsFromMask: boolean = false;

  /** Length beyond which the places of all tokens are turned by other angles (LongRoPE); undefined if there is none. */
  get switchLength(): number | undefined {
    return undefined;
  }

  /** What the network can read. */
  get limits(): DecoderLimits {
    const { vocabSize: vocabulary, maxLength, switchLength, positionsFromMask } = this;
    return { vocabulary, maxLength, switchLength, positionsFromMask };
  }

  async _call(inputs: DecoderCallInputs, options: DecoderCallOptions = {}): Promise<DecoderModelOutput> {
    const rows = packRows(inputs, this.limits);
    const session = await this.session(decoderVariant(options));
    return runDecoder(session, rows, 'last_hidden_state', options);
  }

  protected trace(graph: Graph, variant: string): void {
    traceDecoder(graph, variant, (inputs) => {
      const outputs = this.forward(inputs);
      graph.output('last_hidden_state', outputs.last_hidden_state);
      return outputs;
    });
  }
}

/** The variant of a graph that has the outputs asked for. */
export function decoderVariant(options: DecoderCallOptions): string {
  refuseUnknownOptions('the model', options, ['output_hidden_states', 'output_attentions', 'signal']);
  const variants = [options.output_hidden_states && HIDDEN_STATES, options.output_attentions && ATTENTIONS];
  return variants.filter(Boolean).join(' ');
}

/** Declares a decoder's inputs, lets `forward` build it, and names the outputs of the variant. */
export function traceDecoder(
  graph: Graph,
  variant: string,
  forward: (inputs: DecoderInputs) => DecoderOutputs,
): void {
  const declare = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
  const [input_ids, position_ids] = [declare('input_ids'), declare('position_ids')];
  const attention = variant.includes(ATTENTIONS) ? new ExplicitAttention(graph) : new CachedAttention(graph);
  const { hidden_states } = forward({ input_ids, position_ids, attention });
  if (variant.includes(HIDDEN_STATES)) nameHiddenStates(graph, hidden_states);
  if (attention instanceof ExplicitAttention) {
    nameLayers(graph, ATTENTIONS, attention.attentions);
  }
}

/** What {@link runDecoder} computes. */
export type DecoderRun<Output extends string> = Record<Output, Tensor<'float32'>> &
  Pick<DecoderModelOutput, 'hidden_states' | 'attentions'> & {
    /** Of a decoder that reads an encoder, on request: of each layer `[batch, heads, sequence, source]`. */
    readonly cross_attentions?: readonly Tensor<'float32'>[];
  };

/**
 * Computes all tokens of some rows at once, from empty caches, and puts what came out back into the rows' columns.
 *
 * @param output which vector of each token to compute, `last_hidden_state` or `logits`
 * @param feeds inputs beside those of the rows
 */
export async function runDecoder<Output extends string>(
  session: Session,
  rows: PackedRows,
  output: Output,
  options: Pick<DecoderCallOptions, 'signal'>,
  feeds: Record<string, Tensor> = {},
): Promise<DecoderRun<Output>> {
  const all: Record<string, Tensor> = { ...rows.feeds, ...feeds };
  const inputs = session.inputs.map(({ name, shape }): [string, Tensor] => {
    if (!name.startsWith('past.')) return [name, all[name]];
    const dims = [rows.batch, Number(shape[1]), 0, Number(shape[3])];
    return [name, new Tensor('float32', new Float32Array(0), dims)];
  });
  const names = session.outputs.map(({ name }) => name);
  const outputs = [output, ...names.filter((name) => layerKinds.some((kind) => isLayer(name, kind)))];
  const run = await session.run(Object.fromEntries(inputs), { outputs, signal: options.signal });
  const results = run as Record<string, Tensor<'float32'>>;
  const { hidden_states, attentions, cross_attentions } = layersOf(results, layerKinds);
  return {
    [output]: rows.unpack(results[output]),
    ...(hidden_states && { hidden_states: hidden_states.map((state) => rows.unpack(state)) }),
    ...(attentions && { attentions: attentions.map((attention) => rows.unpackAttention(attention)) }),
    ...(cross_attentions && {
      cross_attentions: cross_attentions.map((attention) => rows.unpackQueries(attention)),
    }),
  } as DecoderRun<Output>;
}
