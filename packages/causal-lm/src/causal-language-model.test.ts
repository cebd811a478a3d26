import { InvalidArgumentError, Tensor } from '@automodel/core';
import { ModelInputError } from '@automodel/modeling';
import { maxAbsDifference } from '@automodel/oracle';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

const int32 = (rows: number[][]): Tensor<'int32'> =>
  new Tensor('int32', rows.flat(), [rows.length, rows[0].length]);

describe('a causal language model', () => {
  let model: CausalLanguageModel;
  beforeAll(async () => {
    model = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
  });
  afterAll(() => model.dispose());

  it('computes rows by themselves, wherever their padding is', async () => {
    const alone = await model({ input_ids: int32([[5, 6, 7]]) });
    const { logits, hidden_states, attentions } = await model(
      {
        input_ids: int32([
          [0, 0, 5, 6, 7],
          [5, 6, 7, 0, 0],
          [5, 0, 6, 0, 7],
        ]),
        attention_mask: int32([
          [0, 0, 1, 1, 1],
          [1, 1, 1, 0, 0],
          [1, 0, 1, 0, 1],
        ]),
        position_ids: int32([
          [0, 0, 0, 1, 2],
          [0, 1, 2, 0, 0],
          [0, 0, 1, 0, 2],
        ]),
      },
      { output_hidden_states: true, output_attentions: true },
    );
    const columns = [
      [2, 3, 4],
      [0, 1, 2],
      [0, 2, 4],
    ];
    columns.forEach((places, row) => {
      places.forEach((column, i) => {
        const actual = logits.slice(row, column).data;
        expect(maxAbsDifference(actual, alone.logits.slice(0, i).data)).toBeLessThan(2e-5);
      });
    });
    expect(hidden_states!.at(-1)!.dims).toEqual([3, 5, 256]);
    for (const attention of attentions!) {
      const [, heads] = attention.dims;
      const rows = attention.tolist() as number[][][][];
      for (let head = 0; head < heads; head++) {
        // What the last token looks at: the others of its row, nothing at padding.
        const [left, right, mixed] = [rows[0][head][4], rows[1][head][2], rows[2][head][4]];
        expect(left.slice(0, 2)).toEqual([0, 0]);
        expect(maxAbsDifference(left.slice(2), right.slice(0, 3))).toBeLessThan(1e-6);
        expect(maxAbsDifference(left.slice(2), [mixed[0], mixed[2], mixed[4]])).toBeLessThan(1e-6);
        expect(left.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
      }
    }
  });

  it('gives zeros for a row without tokens, and nothing else of it', async () => {
    const inputs = {
      input_ids: int32([
        [5, 6],
        [0, 0],
      ]),
      attention_mask: int32([
        [1, 1],
        [0, 0],
      ]),
    };
    const { logits } = await model(inputs);
    const alone = await model({ input_ids: int32([[5, 6]]) });
    expect(maxAbsDifference(logits.slice(0).data, alone.logits.data)).toBeLessThan(2e-5);
    expect(new Set(logits.slice(1).data)).toEqual(new Set([0]));
    const nothing = { input_ids: int32([[5]]), attention_mask: int32([[0]]) };
    await expect(model(nothing)).rejects.toThrow(/no tokens/);
  });

  it('says what it cannot read', async () => {
    const { maxLength } = model;
    const tooLong = int32([new Array<number>(maxLength! + 3).fill(5)]);
    await expect(model({ input_ids: tooLong })).rejects.toThrow(
      `the input is ${maxLength! + 3} tokens long, the model reads at most ${maxLength!}`,
    );
    for (const id of [-1, model.vocabSize]) {
      await expect(model({ input_ids: int32([[5, id]]) })).rejects.toThrow(ModelInputError);
    }
    await expect(model({ input_ids: int32([[5]]), labels: int32([[5]]) } as never)).rejects.toThrow(/labels/);
    await expect(model({ input_ids: int32([[5]]) }, { use_cache: true } as never)).rejects.toThrow(
      InvalidArgumentError,
    );
  });

  it('computes calls that overlap', async () => {
    const prompts = Array.from({ length: 6 }, (_, i) => [5 + i, 6, 7 + i]);
    const together = await Promise.all(prompts.map((row) => model({ input_ids: int32([row]) })));
    for (const [i, row] of prompts.entries()) {
      const { logits } = await model({ input_ids: int32([row]) });
      expect(together[i].logits.data).toEqual(logits.data);
    }
  });
});
