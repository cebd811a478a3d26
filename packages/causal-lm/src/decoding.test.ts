import { join } from 'node:path';
import { maxAbsDifference, logitsFixtures, oracles } from '@automodel/oracle';
import { Checkpoint } from '@automodel/checkpoint';
import { InvalidArgumentError, Tensor } from '@automodel/core';
import type { DecodingState } from '@automodel/generation';
import { resolveClass } from '@automodel/modeling';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';
import { causalLanguageModels } from './registry.js';

const TOLERANCE = 2e-5;
const backends: BackendName[] = ['native', 'onnxruntime-node'];
const networks = oracles
  .filter(({ present }) => present)
  .flatMap((oracle) => logitsFixtures(oracle, /^decoder$/))
  .filter(({ name }, i, all) => all.findIndex((other) => other.name === name) === i);

describe.each(backends)('decoding on %s', (backend) => {
  describe.each(networks)('$name', ({ folder }) => {
    let model: CausalLanguageModel;
    beforeAll(async () => {
      const checkpoint = await Checkpoint.open(folder);
      const modelClass = await resolveClass(causalLanguageModels, checkpoint.config.model_type, 'the test');
      model = await modelClass.from_checkpoint(checkpoint, { backend });
    });
    afterAll(() => model.dispose());

    /** Scores after the last of some tokens, computed without a cache. */
    async function scoresAfter(tokens: readonly number[]): Promise<Float32Array> {
      const { logits } = await model({ input_ids: new Tensor('int32', [...tokens], [1, tokens.length]) });
      return logits.data.slice(-model.vocabSize);
    }

    async function expectRows(state: DecodingState, rows: readonly (readonly number[])[]): Promise<void> {
      expect(state.rows).toBe(rows.length);
      for (const [row, tokens] of rows.entries()) {
        expect(state.length(row)).toBe(tokens.length);
        const difference = maxAbsDifference(state.logits(row), await scoresAfter(tokens));
        expect(difference, `row ${row} after ${tokens}`).toBeLessThan(TOLERANCE);
      }
    }

    it('continues prompts of different lengths as if each were computed whole', async () => {
      const rows = [
        [5, 6, 7, 8, 9],
        [10, 11],
      ];
      const state = await model.start({ prompts: rows, copies: 1, capacity: 14 });
      await expectRows(state, rows);
      for (const tokens of [
        [12, 13],
        [14, 15],
        [3, 4],
        [16, 17],
        [18, 19],
        [20, 9],
        [7, 8],
      ]) {
        await state.step(tokens);
        tokens.forEach((token, row) => rows[row].push(token));
        await expectRows(state, rows);
      }
      state.dispose();
    });

    it('reorders and gives up rows, each of which keeps its history', async () => {
      const prompts = [
        [5, 6, 7],
        [8, 9],
      ];
      const state = await model.start({ prompts, copies: 3, capacity: 12 });
      let rows = [0, 0, 0, 1, 1, 1].map((prompt) => prompts[prompt]);
      await expectRows(state, rows);
      const orders = [
        [0, 1, 2, 3, 4, 5],
        [2, 2, 0, 5, 4, 3],
        [1, 0, 0, 3, 3, 3],
        [5, 4, 1, 0],
        [3, 3, 3],
        [2],
      ];
      let token = 10;
      for (const parents of orders) {
        state.reorder(parents);
        const tokens = parents.map(() => token++);
        rows = parents.map((parent, row) => [...rows[parent], tokens[row]]);
        await state.step(tokens);
        await expectRows(state, rows);
      }
      state.dispose();
    });

    it('appends several tokens to a row and takes them back', async () => {
      const state = await model.start({ prompts: [[5, 6, 7]], copies: 1, capacity: 20 });
      const scores = await state.extend([8, 9, 10, 11]);
      expect(scores).toHaveLength(4);
      for (const [i, after] of scores.entries()) {
        const whole = await scoresAfter([5, 6, 7, 8, 9, 10, 11].slice(0, 4 + i));
        expect(maxAbsDifference(after, whole)).toBeLessThan(TOLERANCE);
      }
      await expectRows(state, [[5, 6, 7, 8, 9, 10, 11]]);
      state.crop(4);
      expect(state.length(0)).toBe(4);
      await state.extend([12]);
      await expectRows(state, [[5, 6, 7, 8, 12]]);
      await state.step([13]);
      await expectRows(state, [[5, 6, 7, 8, 12, 13]]);
      state.dispose();
    });
  });
});

describe('decoding with LongRoPE', () => {
  it('computes a row anew when it grows beyond the short contexts, and when it is cut back', async () => {
    const folder = join(oracles[0].folder, 'models/phi3-longrope');
    const model = await AutoModelForCausalLM.from_pretrained(folder);
    const tokens = Array.from({ length: 20 }, (_, i) => 3 + ((7 * i) % 40));
    const { logits } = await model({ input_ids: new Tensor('int32', tokens, [1, 20]) });
    const inputs = { input_ids: new Tensor('int32', tokens.slice(0, 14), [1, 14]) };
    const { logits: ofShort } = await model(inputs);
    const expected = (length: number): Float32Array => {
      const from = length > 14 ? logits : ofShort;
      return from.data.slice((length - 1) * 48, length * 48);
    };
    const state = await model.start({ prompts: [tokens.slice(0, 12)], copies: 1, capacity: 20 });
    for (let length = 13; length <= 18; length++) {
      await state.step([tokens[length - 1]]);
      expect(maxAbsDifference(state.logits(0), expected(length)), `${length}`).toBeLessThan(TOLERANCE);
    }
    state.crop(10);
    await state.step([tokens[10]]);
    expect(maxAbsDifference(state.logits(0), expected(11))).toBeLessThan(TOLERANCE);
    const scores = await state.extend(tokens.slice(11));
    expect(scores).toHaveLength(9);
    scores.slice(3).forEach((after, i) => {
      expect(maxAbsDifference(after, expected(15 + i))).toBeLessThan(TOLERANCE);
    });
    state.dispose();
    await model.dispose();
  });
});

describe('decoding', () => {
  let model: CausalLanguageModel;
  beforeAll(async () => {
    model = await AutoModelForCausalLM.from_pretrained('mini-gpt2');
  });
  afterAll(() => model.dispose());

  it('gives the hidden states of the prompts and of every step', async () => {
    const prompts = [
      [5, 6, 7, 8],
      [9, 10],
    ];
    const state = await model.start({ prompts, copies: 2, capacity: 8, hiddenStates: true });
    const whole = async (tokens: number[]): Promise<Tensor<'float32'>> => {
      const inputs = { input_ids: new Tensor('int32', tokens, [1, tokens.length]) };
      return (await model(inputs, { output_hidden_states: true })).hidden_states!.at(-1)!;
    };
    for (const [row, prompt] of [prompts[0], prompts[0], prompts[1], prompts[1]].entries()) {
      const { data, dims } = await whole(prompt);
      expect(maxAbsDifference(state.promptHidden(row), data)).toBeLessThan(TOLERANCE);
      expect(maxAbsDifference(state.hidden(row), data.slice(-dims[2]))).toBeLessThan(TOLERANCE);
    }
    state.reorder([3, 0]);
    await state.step([11, 12]);
    const { data, dims } = await whole([9, 10, 11]);
    expect(maxAbsDifference(state.hidden(0), data.slice(-dims[2]))).toBeLessThan(TOLERANCE);
    state.dispose();
  });

  it('refuses what does not fit, by both numbers', async () => {
    const start = (prompts: number[][], capacity: number): Promise<DecodingState> =>
      model.start({ prompts, copies: 1, capacity });
    await expect(start([[5, 6, 7]], 2)).rejects.toThrow(/3 tokens.*2/);
    await expect(start([], 2)).rejects.toThrow(InvalidArgumentError);
    await expect(start([[]], 2)).rejects.toThrow(/prompt 0 has no tokens/);
    await expect(start([[5, 100_000]], 8)).rejects.toThrow(/100000/);
    const { maxLength } = model;
    await expect(start([new Array<number>(maxLength! + 1).fill(5)], maxLength! + 9)).rejects.toThrow(
      `${maxLength! + 1} tokens long, the model reads at most ${maxLength!}`,
    );
    const state = await start([[5], [6]], 2);
    await expect(state.extend([7, 8])).rejects.toThrow('extend() works on one row; there are 2');
    await state.step([7, 8]);
    await expect(state.step([7, 8])).rejects.toThrow('a row would have 3 tokens');
    state.dispose();
    state.dispose();
  });

  it('ends when its signal aborts', async () => {
    const state = await model.start({ prompts: [[5]], copies: 1, capacity: 4 });
    await expect(state.step([6], AbortSignal.abort())).rejects.toThrow();
    expect(state.length(0)).toBe(1);
    await state.step([6]);
    expect(state.length(0)).toBe(2);
    state.dispose();
  });
});
