import { Tensor } from '@automodel/core';
import { concat, type Dim, type Graph, type Value } from '@automodel/graph';
import type { DecoderInputs, DecoderOutputs } from './decoder.js';
import type { EncoderOutputs } from './encoder.js';
import type { SourceAttention, SourceAttentionOptions } from './source-attention.js';

/** What an encoder reads. */
export interface SourceInputs {
  /** int32 `[batch, sequence]` */
  readonly input_ids: Value;
  /** How its tokens see each other. */
  readonly attention: SourceAttention;
}

/** What the decoder of an encoder-decoder reads. */
export interface TargetInputs extends DecoderInputs {
  /** How its tokens see those of the encoder. */
  readonly crossAttention: CrossAttention;
}

/** What an encoder-decoder computes, all at once. */
export interface EncoderDecoderOutputs extends DecoderOutputs {
  readonly encoder: EncoderOutputs;
}

/** Keys and values that a decoder layer makes of the encoder's states: each `[inputs, heads, source, headSize]`. */
export interface CrossKeyValues {
  readonly key: Value;
  readonly value: Value;
}

/**
 * How the tokens of a decoder see those of an encoder. Each layer attends once, in their order. Rows of the decoder that
 * read one input (its beams) lie side by side, and are queries of the same keys and values.
 */
export abstract class CrossAttention {
  private attended = 0;

  /** @param source how the tokens of the inputs are seen */
  constructor(private readonly source: SourceAttention) {}

  /**
   * @param query `[rows, sequence, heads * headSize]`, the rows of each input side by side
   * @param options.scale what scores are multiplied by; 1 / sqrt(head size) if left out
   * @returns likewise
   */
  attend(query: Value, options: Omit<SourceAttentionOptions, 'bias'>): Value {
    const { graph } = query;
    const size = Number(query.shape[2]);
    const { key, value } = this.keyValues(this.attended++, options.heads, size / options.heads);
    const inputs = key.shape[0];
    const [rows, sequence] = query.shape;
    if (rows === inputs) return this.source.attend(query, key, value, options);
    const attended = this.source.attend(fold(query, inputs), key, value, options);
    const shape = [rows, sequence, size];
    return graph.node('Reshape', [attended, graph.shapeOperand(shape)], query.type, shape);
  }

  protected abstract keyValues(layer: number, heads: number, headSize: number): CrossKeyValues;
}

/** The rows of each input as one sequence of queries: `[rows, sequence, size]` to `[inputs, queries, size]`. */
function fold(query: Value, inputs: Dim): Value {
  const { graph } = query;
  const size = Number(query.shape[2]);
  const count =
    typeof inputs === 'number' ? graph.constant(new Tensor('int64', [inputs])) : graph.sizeOf(inputs);
  const shape = concat([count, graph.constant(new Tensor('int64', [-1, size]))], 0);
  return graph.node('Reshape', [query, shape], query.type, [inputs, 'queries', size]);
}

/** Attention to what the encoder computed in the same graph. */
export class DirectCrossAttention extends CrossAttention {
  /** @param made keys and values of each decoder layer */
  constructor(
    source: SourceAttention,
    private readonly made: readonly CrossKeyValues[],
  ) {
    super(source);
  }

  protected keyValues(layer: number): CrossKeyValues {
    return this.made[layer];
  }
}

/** Attention to keys and values that are inputs of the graph: computed once, they serve all steps. */
export class BoundCrossAttention extends CrossAttention {
  /** @param inputs how many there are: another name than the number of rows has, if they may differ */
  constructor(
    private readonly graph: Graph,
    source: SourceAttention,
    private readonly inputs: Dim,
  ) {
    super(source);
  }

  protected keyValues(layer: number, heads: number, headSize: number): CrossKeyValues {
    const declare = (name: string): Value =>
      this.graph.input(`cross.${layer}.${name}`, 'float32', [this.inputs, heads, 'source', headSize]);
    return { key: declare('key'), value: declare('value') };
  }
}
