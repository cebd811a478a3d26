import { Tensor } from '@automodel/core';
import type { Encoding, PreTrainedTokenizer } from '@automodel/tokenizers';

/**
 * Groups sequences of similar length, so that little is computed for padding.
 *
 * @param lengths tokens of each sequence
 * @param maxTokens largest batch, padding included; a longer sequence makes a batch of its own
 * @returns batches of indices into `lengths`, together each index once
 */
export function batchesByLength(lengths: readonly number[], maxTokens = 512): number[][] {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const batches: number[][] = [];
  let batch: number[] = [];
  for (const index of order) {
    // In ascending order, the newest sequence is the longest and sets the padded length.
    if (batch.length > 0 && (batch.length + 1) * lengths[index] > maxTokens) {
      batches.push(batch);
      batch = [];
    }
    batch.push(index);
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Texts that a model computes together. */
export interface PaddedBatch {
  readonly inputs: {
    readonly input_ids: Tensor<'int32'>;
    readonly attention_mask: Tensor<'int32'>;
    readonly token_type_ids?: Tensor<'int32'>;
  };
  /** Which of the texts each row is. */
  readonly indices: readonly number[];
}

/**
 * Encoded texts in batches of similar length, as a model takes them. Padding is on the right, whatever side the tokenizer
 * pads on: so positions are those of the text alone.
 */
export function paddedBatches(
  tokenizer: PreTrainedTokenizer,
  encodings: readonly Encoding[],
  maxTokens?: number,
): PaddedBatch[] {
  const hasTypes = tokenizer.model_input_names.includes('token_type_ids');
  return batchesByLength(
    encodings.map(({ length }) => length),
    maxTokens,
  ).map((indices) => {
    const length = Math.max(...indices.map((index) => encodings[index].length));
    const column = (of: (encoding: Encoding) => Int32Array, filler: number): Tensor<'int32'> => {
      const data = new Int32Array(indices.length * length).fill(filler);
      indices.forEach((index, row) => {
        data.set(of(encodings[index]), row * length);
      });
      return new Tensor('int32', data, [indices.length, length]);
    };
    return {
      indices,
      inputs: {
        input_ids: column(({ ids }) => ids, tokenizer.pad_token_id ?? 0),
        attention_mask: column(({ attentionMask }) => attentionMask, 0),
        ...(hasTypes && { token_type_ids: column(({ typeIds }) => typeIds, 0) }),
      },
    };
  });
}
