import type { Graph, Value } from '@automodel/graph';
import type { DecoderInputs, DecoderOutputs } from './decoder.js';
import type { DecoderCallInputs, DecoderLimits } from './decoder-feeds.js';
import { ATTENTIONS, CROSS_ATTENTIONS, traceDecoder, type DecoderCallOptions } from './decoder-model.js';
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
  readCall,
  runEncoderDecoder,
  type EncoderDecoderCallInputs,
  type EncoderDecoderModelOutput,
  type EncoderDecoderSessions,
} from './encoder-decoder-call.js';
import { ModelInputError, type EncoderCallInputs, type EncoderLimits } from './encoder-feeds.js';
import { HIDDEN_STATES } from './encoder-model.js';
import { nameLayers } from './layer-outputs.js';
import type { Embedding } from './layers/embedding.js';
import { PreTrainedModel } from './pre-trained-model.js';
import { ExplicitSourceAttention, FusedSourceAttention, type SourceAttention } from './source-attention.js';

/** The two halves, each a graph of its own: an input is encoded once, and then decoded token by token. */
export const ENCODER = 'encoder';
export const DECODER = 'decoder';

export interface EncoderDecoderModel<Config extends object> {
  (inputs: EncoderDecoderCallInputs, options?: DecoderCallOptions): Promise<EncoderDecoderModelOutput>;
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
    const crossAttention = new DirectCrossAttention(source.attention, made);
    return { ...this.decode({ ...target, crossAttention }), encoder };
  }

  async _call(
    inputs: EncoderDecoderCallInputs,
    options: DecoderCallOptions = {},
  ): Promise<EncoderDecoderModelOutput> {
    const call = readCall(this, inputs, options);
    const sessions = await this.halves(call.variant);
    return runEncoderDecoder(sessions, call, 'last_hidden_state', options);
  }

  protected override get loadedVariants(): readonly string[] {
    return [ENCODER, DECODER];
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

/** The encoder's graph: the input's states, and what the layers of the decoder will read of them. */
export function traceEncoder(graph: Graph, variant: string, model: EncoderDecoderModel): void {
  const declare = (name: string): Value => graph.input(name, 'int32', ['batch', 'sequence']);
  const [input_ids, mask] = [declare('input_ids'), declare('attention_mask')];
  const attention = sourceAttention(variant, mask);
  const { last_hidden_state, hidden_states } = model.encode({ input_ids, attention });
  graph.output('encoder_last_hidden_state', last_hidden_state);
  model.crossKeyValues(last_hidden_state).forEach(({ key, value }, layer) => {
    graph.output(`cross.${layer}.key`, key);
    graph.output(`cross.${layer}.value`, value);
  });
  if (variant.includes(HIDDEN_STATES)) nameLayers(graph, 'encoder_hidden_states', hidden_states);
  nameAttentions(graph, 'encoder_attentions', attention);
}

/** The decoder's graph, which reads what {@link traceEncoder} gives. */
export function traceTarget(
  graph: Graph,
  variant: string,
  decode: (inputs: TargetInputs) => DecoderOutputs,
): void {
  // Beams read one input together, unless what each of them sees is asked for.
  const count = variant.includes(ATTENTIONS) ? 'batch' : 'inputs';
  const source = sourceAttention(variant, graph.input('encoder_attention_mask', 'int32', [count, 'source']));
  traceDecoder(graph, variant, (inputs) =>
    decode({ ...inputs, crossAttention: new BoundCrossAttention(graph, source, count) }),
  );
  nameAttentions(graph, CROSS_ATTENTIONS, source);
}

function sourceAttention(variant: string, mask: Value): SourceAttention {
  return variant.includes(ATTENTIONS) ? new ExplicitSourceAttention(mask) : new FusedSourceAttention(mask);
}

function nameAttentions(graph: Graph, name: string, attention: SourceAttention): void {
  if (attention instanceof ExplicitSourceAttention) nameLayers(graph, name, attention.attentions);
}
