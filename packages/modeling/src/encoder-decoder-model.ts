import { refuseUnknownOptions, Tensor } from '@automodel/core';
import type { Graph, Parameter, Value } from '@automodel/graph';
import type { Session } from '@automodel/runtime';
import type { DecoderInputs, DecoderOutputs } from './decoder.js';
import { packRows, type DecoderCallInputs, type DecoderLimits } from './decoder-feeds.js';
import { runDecoder, traceDecoder } from './decoder-model.js';
import type { EncoderOutputs } from './encoder.js';
import {
  BoundCrossAttention,
  DirectCrossAttention,
  type CrossKeyValues,
  type EncoderDecoderOutputs,
  type SourceInputs,
  type TargetInputs,
} from './encoder-decoder.js';
import {
  encoderFeeds,
  ModelInputError,
  refuseUnknownInputs,
  type EncoderCallInputs,
  type EncoderLimits,
} from './encoder-feeds.js';
import { HIDDEN_STATES, type ModelCallOptions } from './encoder-model.js';
import type { Embedding } from './layers/embedding.js';
import { PreTrainedModel } from './pre-trained-model.js';

/** What an encoder-decoder is called with; all `[batch, sequence]`, int32 or int64. */
export interface EncoderDecoderCallInputs {
  /** What the encoder reads. */
  readonly input_ids: Tensor;
  readonly attention_mask?: Tensor;
  /** What the decoder reads; if left out, what the class in Python takes then. */
  readonly decoder_input_ids?: Tensor;
  readonly decoder_attention_mask?: Tensor;
}

/** What an encoder-decoder without a head computes; all float32. */
export interface EncoderDecoderModelOutput {
  /** Of the decoder, `[batch, target, hidden]`, zeros at padding. */
  readonly last_hidden_state: Tensor<'float32'>;
  /** `[batch, source, hidden]` */
  readonly encoder_last_hidden_state: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, source, hidden]`. */
  readonly encoder_hidden_states?: readonly Tensor<'float32'>[];
  /** On request: likewise of the decoder, each `[batch, target, hidden]`. */
  readonly decoder_hidden_states?: readonly Tensor<'float32'>[];
}

/** The two halves, each a graph of its own: an input is encoded once, and then decoded token by token. */
export const ENCODER = 'encoder';
export const DECODER = 'decoder';

export interface EncoderDecoderModel<Config extends object> {
  (inputs: EncoderDecoderCallInputs, options?: ModelCallOptions): Promise<EncoderDecoderModelOutput>;
  readonly config: Config;
}

/** An encoder and a decoder that reads what it made, without a head. */
export abstract class EncoderDecoderModel<Config extends object = object> extends PreTrainedModel<Config> {
  /** Token embeddings that both halves read, where they do. */
  abstract readonly shared?: Embedding | undefined;

  /** A vector for every token of the input. */
  abstract encode(inputs: SourceInputs): EncoderOutputs;

  /** What each decoder layer reads of the encoder's last hidden state. */
  abstract crossKeyValues(states: Value): CrossKeyValues[];

  /** A vector for every token of the output, which saw those before it and the input. */
  abstract decode(inputs: TargetInputs): DecoderOutputs;

  /** Number of token ids that the decoder takes. */
  abstract get vocabSize(): number;

  /** Longest input, or undefined if positions have no end. */
  abstract get maxSourceLength(): number | undefined;

  /** Longest output, or undefined if positions have no end. */
  abstract get maxLength(): number | undefined;

  /** Number of token ids that the encoder takes. */
  get sourceVocabSize(): number {
    return this.vocabSize;
  }

  /** What the encoder can read. */
  get sourceLimits(): EncoderLimits {
    return { vocabulary: this.sourceVocabSize, segments: 0, maxLength: this.maxSourceLength };
  }

  /** What the decoder can read. */
  get limits(): DecoderLimits {
    const { vocabSize: vocabulary, maxLength } = this;
    return { vocabulary, maxLength, positionsFromMask: false };
  }

  /** What the decoder reads if the caller does not say; refused here, as most classes in Python do. */
  defaultTarget(inputs: EncoderCallInputs): DecoderCallInputs {
    void inputs;
    throw new ModelInputError(
      'the decoder has nothing to read: give decoder_input_ids, beginning with decoder_start_token_id, or let ' +
        'generate() write them',
    );
  }

  /** Both halves in one graph, for heads over whole texts. */
  override forward(source: SourceInputs, target: DecoderInputs): EncoderDecoderOutputs {
    const encoder = this.encode(source);
    const made = this.crossKeyValues(encoder.last_hidden_state);
    const crossAttention = new DirectCrossAttention(source.attention_mask, made);
    return { ...this.decode({ ...target, crossAttention }), encoder };
  }

  async _call(
    inputs: EncoderDecoderCallInputs,
    options: ModelCallOptions = {},
  ): Promise<EncoderDecoderModelOutput> {
    const call = readCall(this, inputs, options);
    const sessions = await this.halves(call.variant);
    return runEncoderDecoder(sessions, call, 'last_hidden_state', options);
  }

  protected override get loadedVariants(): readonly string[] {
    return [ENCODER, DECODER];
  }

  override get sharedWeights(): readonly Parameter[] {
    return this.shared ? [this.shared.weight] : [];
  }

  /** The encoder runs seldom, and takes much. */
  protected override keepsMemory(variant: string): boolean {
    return !variant.startsWith(ENCODER);
  }

  protected trace(graph: Graph, variant: string): void {
    if (variant.startsWith(ENCODER)) traceEncoder(graph, variant, this);
    else {
      traceTarget(graph, variant, (inputs) => {
        const outputs = this.decode(inputs);
        graph.output('last_hidden_state', outputs.last_hidden_state);
        return outputs;
      });
    }
  }

  private async halves(variant: string): Promise<EncoderDecoderSessions> {
    return { encoder: await this.session(ENCODER + variant), decoder: await this.session(DECODER + variant) };
  }
}

/** The sessions of both halves. */
export interface EncoderDecoderSessions {
  readonly encoder: Session;
  readonly decoder: Session;
}

/** A checked call. */
export interface EncoderDecoderCall {
  /** What is added to the names of both halves, for the outputs asked for. */
  readonly variant: string;
  readonly source: Record<string, Tensor<'int32'>>;
  readonly target: ReturnType<typeof packRows>;
}

/**
 * Checks what an encoder-decoder is called with.
 *
 * @throws ModelInputError, InvalidArgumentError
 */
export function readCall(
  model: EncoderDecoderModel,
  inputs: EncoderDecoderCallInputs,
  options: ModelCallOptions,
): EncoderDecoderCall {
  refuseUnknownOptions('the model', options, ['output_hidden_states', 'signal']);
  refuseUnknownInputs(inputs, [
    'input_ids',
    'attention_mask',
    'token_type_ids',
    'decoder_input_ids',
    'decoder_attention_mask',
  ]);
  const { decoder_input_ids, decoder_attention_mask, ...source } = inputs;
  const feeds = encoderFeeds(source, model.sourceLimits);
  const given = decoder_input_ids && {
    input_ids: decoder_input_ids,
    ...(decoder_attention_mask && { attention_mask: decoder_attention_mask }),
  };
  const target = packRows(given ?? model.defaultTarget(source), model.limits);
  const [batch] = feeds['input_ids'].dims;
  if (target.batch !== batch) {
    throw new ModelInputError(
      `decoder_input_ids have ${target.batch} rows for the ${batch} rows of input_ids; give one for each`,
    );
  }
  return { variant: options.output_hidden_states ? ` ${HIDDEN_STATES}` : '', source: feeds, target };
}

/** The encoder's graph: the input's states, and what the layers of the decoder will read of them. */
export function traceEncoder(graph: Graph, variant: string, model: EncoderDecoderModel): void {
  const declare = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
  const [input_ids, attention_mask] = [declare('input_ids'), declare('attention_mask')];
  const { last_hidden_state, hidden_states } = model.encode({ input_ids, attention_mask });
  graph.output('encoder_last_hidden_state', last_hidden_state);
  model.crossKeyValues(last_hidden_state).forEach(({ key, value }, layer) => {
    graph.output(`cross.${layer}.key`, key);
    graph.output(`cross.${layer}.value`, value);
  });
  if (variant.includes(HIDDEN_STATES)) {
    hidden_states.forEach((state, i) => {
      graph.output(`encoder_hidden_states.${i}`, state);
    });
  }
}

/** The decoder's graph, which reads what {@link traceEncoder} gives. */
export function traceTarget(
  graph: Graph,
  variant: string,
  decode: (inputs: TargetInputs) => DecoderOutputs,
): void {
  traceDecoder(graph, variant, (inputs) =>
    decode({ ...inputs, crossAttention: new BoundCrossAttention(graph) }),
  );
}

/**
 * Computes inputs and outputs as they stand, without searching.
 *
 * @param output which vector of each token of the output to compute, `last_hidden_state` or `logits`
 * @param feeds inputs of the decoder beside those of the rows
 */
export async function runEncoderDecoder<Output extends string>(
  sessions: EncoderDecoderSessions,
  { source, target }: EncoderDecoderCall,
  output: Output,
  options: ModelCallOptions,
  feeds: Record<string, Tensor> = {},
): Promise<Record<Output, Tensor<'float32'>> & Omit<EncoderDecoderModelOutput, 'last_hidden_state'>> {
  const { signal } = options;
  const encoded = (await sessions.encoder.run(source, { signal })) as Record<string, Tensor<'float32'>>;
  const all = { ...encoded, ...feeds, encoder_attention_mask: source['attention_mask'] };
  const { hidden_states, ...decoded } = await runDecoder(sessions.decoder, target, output, options, all);
  const states = Object.entries(encoded).filter(([name]) => name.startsWith('encoder_hidden_states.'));
  return {
    ...decoded,
    encoder_last_hidden_state: encoded['encoder_last_hidden_state'],
    ...(hidden_states && { decoder_hidden_states: hidden_states }),
    ...(states.length > 0 && { encoder_hidden_states: states.map(([, state]) => state) }),
  } as Record<Output, Tensor<'float32'>> & Omit<EncoderDecoderModelOutput, 'last_hidden_state'>;
}
