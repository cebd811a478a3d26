import { Tensor } from '@automodel/core';
import { describe, expect, it } from 'vitest';
import { CountingModel, likely } from '../test/counting-model.js';
import { EOS, scrambled, VOCABULARY } from '../test/small-models.js';
import { generate, type GenerateOutput } from './generate.js';
import type { DecodingState, InspectedLayers, InspectOptions, StartOptions } from './generation-model.js';
import type { GenerateOptions } from './request.js';

/** Makes a model tell the sum of the tokens that each one sees as its hidden state, and which rows it ran. */
function watched(model: CountingModel): CountingModel & { sums: number[][] } {
  const sums: number[][] = [];
  const start = async ({ prompts, copies, ...rest }: StartOptions): Promise<DecodingState> => {
    const state = await CountingModel.prototype.start.call(model, { prompts, copies, ...rest });
    let rows = prompts.flatMap((prompt) => Array.from({ length: copies }, () => sum(prompt)));
    sums.push(rows);
    const { step, reorder } = state;
    state.step = (tokens, signal) => {
      rows = rows.map((total, row) => total + tokens[row]);
      sums.push(rows);
      return step(tokens, signal);
    };
    state.reorder = (parents) => {
      rows = Array.from(parents, (parent) => rows[parent]);
      reorder(parents);
    };
    return state;
  };
  const inspect = ({ rows, masks }: InspectOptions): Promise<InspectedLayers> => {
    const states = rows.flatMap((row, i) =>
      Array.from(row, (_, j) => (masks[i][j] ? sum(row.filter((_, k) => k <= j && masks[i][k] === 1)) : 0)),
    );
    return Promise.resolve({
      hidden_states: [new Tensor('float32', states, [rows.length, rows[0].length, 1])],
    });
  };
  return Object.assign(model, { start, inspect, sums });
}

function sum(tokens: ArrayLike<number>): number {
  return Array.from(tokens).reduce((a, b) => a + b, 0);
}

/** Of every step and row, the state of the last token. */
function lastStates({ hidden_states }: GenerateOutput): number[][] {
  return hidden_states!.map(([layer]) => Array.from(layer.slice(null, -1).data));
}

describe('what generate() says of layers', () => {
  it.each<[string, GenerateOptions]>([
    ['one row', {}],
    ['rows that are drawn', { do_sample: true, num_return_sequences: 3, seed: 1 }],
    ['beams', { num_beams: 3 }],
    ['groups of beams', { num_beams: 4, num_beam_groups: 2, diversity_penalty: 1 }],
    ['beams with constraints', { num_beams: 3, force_words_ids: [[2, 3]] }],
  ])('is of the rows that were computed: %s', async (_, options) => {
    const model = watched(scrambled());
    const call = { max_new_tokens: 5, return_dict_in_generate: true, output_hidden_states: true, ...options };
    const found = await generate(model, { prompts: [[1, 5, 2]] }, call);
    expect(lastStates(found)).toEqual(model.sums);
  });

  it('is zero for beams of a prompt that has all its sequences', async () => {
    // After 9 rows end, after 3 they do not.
    const next = (tokens: readonly number[]): number => (tokens[0] === 9 ? EOS : 1);
    const model = watched(new CountingModel(VOCABULARY, (tokens) => likely(VOCABULARY, next(tokens))));
    const found = await generate(
      model,
      { prompts: [[9], [3]] },
      {
        ...{ num_beams: 2, early_stopping: true, eos_token_id: EOS, max_new_tokens: 4 },
        ...{ return_dict_in_generate: true, output_hidden_states: true },
      },
    );
    const rowsOf = (from: number, to: number): number[][] =>
      lastStates(found).map((rows) => rows.slice(from, to));
    expect(rowsOf(0, 2)).toEqual([[9, 9], model.sums[1].slice(0, 2), [0, 0], [0, 0]]);
    expect(rowsOf(2, 4)).toEqual(model.sums.map((rows) => rows.slice(-2)));
  });
});
