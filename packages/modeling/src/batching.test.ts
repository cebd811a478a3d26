import { PreTrainedTokenizer } from '@automodel/tokenizers';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchesByLength, paddedBatches } from './batching.js';

it('puts sequences of similar length together', () => {
  expect(batchesByLength([3, 9, 4, 8], 16)).toEqual([[0, 2], [3], [1]]);
});

it('holds every index once, and no batch of several sequences has more tokens than allowed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 })),
      fc.integer({ min: 1, max: 200 }),
      (lengths, maxTokens) => {
        const batches = batchesByLength(lengths, maxTokens);
        expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, i) => i));
        for (const batch of batches) {
          const padded = batch.length * Math.max(...batch.map((index) => lengths[index]));
          expect(batch.length === 1 || padded <= maxTokens).toBe(true);
        }
      },
    ),
  );
});

it('pads the texts of a batch on the right', () => {
  const tokenizer = PreTrainedTokenizer.fromJson(
    {
      pre_tokenizer: { type: 'WhitespaceSplit' },
      model: { type: 'WordLevel', vocab: { '[PAD]': 0, '[UNK]': 1, a: 2, b: 3 }, unk_token: '[UNK]' },
    },
    { pad_token: '[PAD]', padding_side: 'left', model_input_names: ['input_ids', 'token_type_ids'] },
  );
  const [{ inputs, indices }] = paddedBatches(tokenizer, tokenizer.encodeFullBatch(['a b a', 'b']));
  expect(indices).toEqual([1, 0]);
  expect(inputs.input_ids.tolist()).toEqual([
    [3, 0, 0],
    [2, 3, 2],
  ]);
  expect(inputs.attention_mask.tolist()).toEqual([
    [1, 0, 0],
    [1, 1, 1],
  ]);
  expect(inputs.token_type_ids?.dims).toEqual([2, 3]);
  expect(paddedBatches(tokenizer, [])).toEqual([]);
});
