import { Checkpoint } from '@automodel/checkpoint';
import { resolveClass } from '@automodel/modeling';
import { differenceFromOracle, logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MaskedLanguageModel } from '../masked-language-model.js';
import { maskedLanguageModels } from '../registry.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('masked language models of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  describe.each(backends)('on %s', (backend) => {
    describe.each(logitsFixtures(oracle, /^encoder-mlm$/))('$name', (fixture) => {
      let model: MaskedLanguageModel;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(fixture.folder);
        const modelClass = await resolveClass(maskedLanguageModels, checkpoint.config.model_type, 'the test');
        expect(modelClass.name).toBe(fixture.class);
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(fixture.batches)('gives the logits that Python gives: $name', async ({ inputs, outputs }) => {
        const { logits } = await model(inputs);
        expect(differenceFromOracle(logits, outputs.logits, inputs.attention_mask)).toBeLessThan(1e-4);
      });

      it('gives the same logits at single positions as at all', async () => {
        const { inputs } = fixture.batches[0];
        const { logits } = await model(inputs);
        const vocabulary = logits.dims[2];
        const some = await model.logitsAt(inputs, Int32Array.of(3, 1));
        const all = logits.view(-1, vocabulary);
        expect(some.dims).toEqual([2, vocabulary]);
        const difference = (row: number, position: number): number =>
          Math.max(...some.at(row).data.map((value, i) => Math.abs(value - all.at(position).data[i])));
        expect(Math.max(difference(0, 3), difference(1, 1))).toBeLessThan(1e-5);
      });
    });
  });
});
