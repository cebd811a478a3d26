import { join } from 'node:path';
import { generatedLayers, layersDifference, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];
const [oracle] = oracles;
const asked = {
  return_dict_in_generate: true,
  output_hidden_states: true,
  output_attentions: true,
} as const;

describe.each(backends)('what generate() says of layers, on %s', (backend) => {
  describe.each(generatedLayers(oracle, 'generated-layers'))('$name', (fixture) => {
    const { inputs, kwargs, sequences, kinds } = fixture;
    let model: CausalLanguageModel;
    beforeAll(async () => {
      model = await AutoModelForCausalLM.from_pretrained(fixture.folder, { backend });
    });
    afterAll(() => model.dispose());

    it('is what Python says, of every step and layer', async () => {
      const found = await model.generate(inputs, { ...kwargs, ...asked });
      expect(found.sequences.tolist()).toEqual(sequences);
      for (const kind of ['hidden_states', 'attentions'] as const) {
        expect(layersDifference(fixture, kind, found[kind]), kind).toBeLessThan(1e-4);
      }
    });

    it.skipIf(kwargs.num_beams)('comes with the end of a stream, too', async () => {
      const stream = model.stream({ ...inputs, ...kwargs, ...asked });
      let next = await stream.next();
      while (!next.done) next = await stream.next();
      expect(next.value.hidden_states).toHaveLength(kinds['hidden_states']);
    });
  });
});

describe('layers that cannot be given', () => {
  it.each<[object, RegExp]>([
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
