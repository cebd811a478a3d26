import { differenceFromOracle, logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Checkpoint } from '@automodel/checkpoint';
import { resolveClass } from '../auto-class.js';
import type { EncoderConfig, EncoderModel } from '../encoder-model.js';
import { encoderModels } from './registry.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('encoders of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  // Networks with any head: their encoder is what is tested here, by its hidden states where the oracle has them.
  const fixtures = logitsFixtures(oracle, /^encoder-/)
    .map((fixture) => ({
      ...fixture,
      batches: fixture.batches.filter(
        ({ outputs, hiddenStates }) => outputs.last_hidden_state ?? hiddenStates[0],
      ),
    }))
    .filter(({ batches }) => batches.length > 0);

  describe.each(backends)('on %s', (backend) => {
    describe.each(fixtures)('$name', ({ folder, batches }) => {
      let model: EncoderModel<EncoderConfig>;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(folder);
        const modelClass = await resolveClass(encoderModels, checkpoint.config.model_type, 'the test');
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(batches)('computes what Python computes: $name', async ({ inputs, outputs, hiddenStates }) => {
        const result = await model(inputs, { output_hidden_states: true });
        hiddenStates.forEach((expected, layer) => {
          const actual = result.hidden_states![layer];
          const difference = differenceFromOracle(
            actual,
            { shape: expected.dims, values: expected },
            inputs.attention_mask,
          );
          expect(difference, `layer ${layer}`).toBeLessThan(1e-4);
        });
        const { last_hidden_state, pooler_output } = outputs;
        if (last_hidden_state) {
          const difference = differenceFromOracle(
            result.last_hidden_state,
            last_hidden_state,
            inputs.attention_mask,
          );
          expect(difference).toBeLessThan(1e-4);
        }
        if (pooler_output) {
          expect(differenceFromOracle(result.pooler_output!, pooler_output)).toBeLessThan(1e-4);
        }
      });
    });
  });
});
