import { generatedLayers, layersDifference, maxAbsDifference, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForSeq2SeqLM } from './auto-model.js';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];
const [oracle] = oracles;
const asked = {
  return_dict_in_generate: true,
  output_hidden_states: true,
  output_attentions: true,
} as const;

describe.each(backends)('what generate() says of layers, on %s', (backend) => {
  describe.each(generatedLayers(oracle, 'generated-layers-seq2seq'))('$name', (fixture) => {
    const { inputs, kwargs, sequences, kinds } = fixture;
    let model: Seq2SeqLanguageModel;
    beforeAll(async () => {
      model = await AutoModelForSeq2SeqLM.from_pretrained(fixture.folder, { backend });
    });
    afterAll(() => model.dispose());

    it('is what Python says, of every step and layer of both halves', async () => {
      const found = await model.generate(inputs, { ...kwargs, ...asked });
      expect(found.sequences.tolist()).toEqual(sequences);
      expect(Object.keys(found)).toEqual(expect.arrayContaining(Object.keys(kinds)));
      for (const kind of Object.keys(kinds) as (keyof typeof found)[]) {
        expect(layersDifference(fixture, kind, found[kind]), kind).toBeLessThan(1e-4);
      }
    });

    it.skipIf(kwargs.num_beams)('is there for each of several outputs', async () => {
      const sampling = { ...kwargs, do_sample: true, top_k: 1, num_return_sequences: 2, ...asked };
      const found = await model.generate(inputs, sampling);
      const expected = fixture.tensor('cross_attentions.1.0').slice([1, 2]);
      for (const row of [2, 3]) {
        const attention = found.cross_attentions![1][0].slice([row, row + 1]);
        expect(maxAbsDifference(attention.data, expected.data as Float32Array)).toBeLessThan(1e-4);
      }
      expect(found.encoder_attentions![0].dims[0]).toBe(2);
    });
  });
});
