import { join } from 'node:path';
import type { Tensor } from '@automodel/core';
import { fixtureNames, fixtureTensors, maxAbsDifference, oracles, readFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

interface Fixture {
  model: string;
  inputs: { input_ids: number[][]; attention_mask: number[][] };
  kwargs: { max_new_tokens: number; eos_token_id: number; pad_token_id: number };
  sequences: number[][];
}

const backends: BackendName[] = ['native', 'onnxruntime-node'];
const [oracle] = oracles;
const asked = {
  return_dict_in_generate: true,
  output_hidden_states: true,
  output_attentions: true,
} as const;

describe.each(backends)('what generate() says of layers, on %s', (backend) => {
  describe.each(fixtureNames(oracle, 'generated-layers'))('%s', (name) => {
    const fixture = readFixture(oracle, `generated-layers/${name}.json`) as Fixture;
    const tensor = fixtureTensors(oracle, `generated-layers/${name}.safetensors`);
    const { inputs, kwargs, sequences } = fixture;
    const promptLength = inputs.input_ids[0].length;
    let model: CausalLanguageModel;
    beforeAll(async () => {
      model = await AutoModelForCausalLM.from_pretrained(join(oracle.folder, fixture.model), { backend });
    });
    afterAll(() => model.dispose());

    /** Whether a row of the batch still computes in a step: what Python computes behind an end means nothing. */
    const isGoing = (row: number, step: number): boolean => {
      const end = sequences[row].indexOf(kwargs.eos_token_id);
      return end < 0 || promptLength + step - 1 < end;
    };

    it('is what Python says, of every step and layer', async () => {
      const found = await model.generate(inputs, { ...kwargs, ...asked });
      expect(found.sequences.tolist()).toEqual(sequences);
      for (const kind of ['hidden_states', 'attentions'] as const) {
        const steps = found[kind]!;
        expect(steps).toHaveLength(sequences[0].length - promptLength);
        steps.forEach((layers, step) => {
          layers.forEach((whole, i) => {
            const expected = tensor(`${kind}.${step}.${i}`);
            const layer = kind === 'attentions' ? lastKeys(whole, expected.dims[3]) : whole;
            expect(layer.dims).toEqual(expected.dims);
            sequences.forEach((_, row) => {
              if (!isGoing(row, step)) return;
              const [ours, theirs] = [layer, expected].map((values) => valuesAtTokens(values, row, step));
              expect(maxAbsDifference(ours, theirs), `${kind}, step ${step}, layer ${i}`).toBeLessThan(1e-4);
            });
          });
        });
      }
    });

    /** Of layers with a sliding window Python has the keys in it only. */
    function lastKeys(attention: Tensor<'float32'>, count: number): Tensor {
      const before = attention.dims[3] - count;
      expect(attention.slice(null, null, null, [0, before]).data.every((share) => share === 0)).toBe(true);
      return attention.slice(null, null, null, [before, null]);
    }

    /** Of one row what belongs to tokens, without what padding computes: that comes first, on the left. */
    function valuesAtTokens(values: Tensor, row: number, step: number): number[] {
      const padding = step === 0 ? inputs.attention_mask[row].indexOf(1) : 0;
      const ranges = values.dims.length === 4 ? [null, [padding, null] as const] : [[padding, null] as const];
      return Array.from(values.slice(row, ...ranges).data as ArrayLike<number>);
    }

    it('comes with the end of a stream, too', async () => {
      const stream = model.stream({ ...inputs, ...kwargs, ...asked });
      let next = await stream.next();
      while (!next.done) next = await stream.next();
      expect(next.value.hidden_states).toHaveLength(sequences[0].length - promptLength);
    });
  });
});

describe('layers that cannot be given', () => {
  it.each<[object, RegExp]>([
    [{ num_beams: 2 }, /output_hidden_states: beams that were given up are gone/],
    [{ slidingContext: true }, /output_hidden_states: a row that slides/],
    [{ return_dict_in_generate: false }, /output_hidden_states: true needs return_dict_in_generate/],
  ])('are refused: %j', async (options, message) => {
    await using model = await AutoModelForCausalLM.from_pretrained(join(oracle.folder, 'models/gpt2'));
    const call = { ...asked, output_attentions: false, max_new_tokens: 2, ...options };
    await expect(model.generate({ input_ids: [[5, 6]] }, call)).rejects.toThrow(message);
  });

  it('are refused where positions turn by other angles in the middle of a row', async () => {
    await using model = await AutoModelForCausalLM.from_pretrained(
      join(oracle.folder, 'models/phi3-longrope'),
    );
    const inputs = { input_ids: [[5, 6, 7, 8, 9, 10, 11, 12, 13, 14]] };
    await expect(model.generate(inputs, { ...asked, max_new_tokens: 8 })).rejects.toThrow(/other angles/);
  });
});
