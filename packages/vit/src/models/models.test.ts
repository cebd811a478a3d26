import { Checkpoint } from '@automodel/checkpoint';
import { resolveClass } from '@automodel/modeling';
import { differenceFromOracle, oracles, visionFixtures } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImageClassificationModel } from '../image-classification-model.js';
import { imageClassificationModels, visionModels } from '../registry.js';
import type { VisionModel } from '../vision-model.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('vision transformers of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  describe.each(backends)('on %s', (backend) => {
    describe.each(visionFixtures(oracle))('$name', (fixture) => {
      const classifies = fixture.class.includes('ForImageClassification');
      let encoder: VisionModel;
      let classifier: ImageClassificationModel | undefined;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(fixture.folder);
        const { config } = checkpoint;
        const encoderClass = await resolveClass(visionModels, config.model_type, 'the test', config);
        encoder = await encoderClass.from_checkpoint(checkpoint, { backend });
        if (!classifies) return;
        const task = [imageClassificationModels, config.model_type, 'the test', config] as const;
        const classifierClass = await resolveClass(...task);
        expect(classifierClass.name).toBe(fixture.class);
        classifier = await classifierClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(async () => {
        await encoder.dispose();
        await classifier?.dispose();
      });

      it.each(fixture.batches)(
        'encodes as Python does: $name',
        async ({ pixel_values, interpolate_pos_encoding, outputs, hiddenStates }) => {
          const options = { output_hidden_states: true, interpolate_pos_encoding };
          const { hidden_states, ...result } = await encoder({ pixel_values }, options);
          hiddenStates.forEach((values, layer) => {
            const expected = { shape: values.dims, values };
            const difference = differenceFromOracle(hidden_states![layer], expected);
            expect(difference, `layer ${layer}`).toBeLessThan(1e-4);
          });
          const { last_hidden_state, pooler_output } = outputs;
          expect(differenceFromOracle(result.last_hidden_state, last_hidden_state)).toBeLessThan(1e-4);
          if (pooler_output) {
            expect(differenceFromOracle(result.pooler_output!, pooler_output)).toBeLessThan(1e-4);
          }
        },
      );

      it.each(classifies ? fixture.batches : [])(
        'gives the logits that Python gives: $name',
        async ({ pixel_values, interpolate_pos_encoding, outputs }) => {
          const result = await classifier!({ pixel_values }, { interpolate_pos_encoding });
          for (const name of ['logits', 'cls_logits', 'distillation_logits'] as const) {
            if (!(name in outputs)) continue;
            const actual = result[name as 'logits'];
            expect(differenceFromOracle(actual, outputs[name]), name).toBeLessThan(1e-4);
          }
        },
      );
    });
  });
});
