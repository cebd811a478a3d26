import { Checkpoint } from '@automodel/checkpoint';
import { resolveClass } from '@automodel/modeling';
import { differenceFromOracle, logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CausalLanguageModel } from '../causal-language-model.js';
import { causalLanguageModels } from '../registry.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('causal language models of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  describe.each(backends)('on %s', (backend) => {
    describe.each(logitsFixtures(oracle, /^decoder$/))('$name', (fixture) => {
      let model: CausalLanguageModel;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(fixture.folder);
        const modelClass = await resolveClass(causalLanguageModels, checkpoint.config.model_type, 'the test');
        expect(modelClass.name).toBe(fixture.class);
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(fixture.batches)('gives the logits that Python gives: $name', async ({ inputs, outputs }) => {
        const { logits } = await model(inputs);
        expect(differenceFromOracle(logits, outputs.logits, inputs.attention_mask)).toBeLessThan(1e-4);
      });

      it.each(fixture.batches.filter(({ hiddenStates }) => hiddenStates.length > 0))(
        'gives the hidden states that Python gives, and attentions: $name',
        async ({ inputs, outputs, hiddenStates, attentions }) => {
          const result = await model(inputs, { output_hidden_states: true });
          hiddenStates.forEach((values, layer) => {
            const actual = result.hidden_states![layer];
            const difference = differenceFromOracle(
              actual,
              { shape: values.dims, values },
              inputs.attention_mask,
            );
            expect(difference, `layer ${layer}`).toBeLessThan(1e-4);
          });
          const explicit = await model(inputs, { output_attentions: true });
          expect(explicit.attentions).toHaveLength(hiddenStates.length - 1);
          attentions.forEach((values, layer) => {
            const difference = differenceFromOracle(explicit.attentions![layer], {
              shape: values.dims,
              values,
            });
            expect(difference, `layer ${layer}`).toBeLessThan(1e-5);
          });
          expect(differenceFromOracle(explicit.logits, outputs.logits, inputs.attention_mask)).toBeLessThan(
            1e-4,
          );
        },
      );
    });
  });
});
