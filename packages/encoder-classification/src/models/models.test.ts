import { Checkpoint } from '@automodel/checkpoint';
import type { Tensor } from '@automodel/core';
import {
  resolveClass,
  type EncoderCallInputs,
  type ModelRegistry,
  type PreTrainedModel,
} from '@automodel/modeling';
import { differenceFromOracle, logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  questionAnsweringModels,
  sequenceClassificationModels,
  tokenClassificationModels,
} from '../registry.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** Every head by the end of the oracle's `kind`; which outputs have a vector for each token. */
const heads = [
  { kind: /-seqcls$/, registry: sequenceClassificationModels, perToken: false },
  { kind: /-tokcls$/, registry: tokenClassificationModels, perToken: true },
  { kind: /-qa$/, registry: questionAnsweringModels, perToken: true },
];

interface Classifier extends PreTrainedModel {
  (inputs: EncoderCallInputs): Promise<object>;
}

describe.each(oracles)('classifiers of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  const fixtures = heads.flatMap((head) =>
    logitsFixtures(oracle, head.kind).map((fixture) => ({ ...head, ...fixture })),
  );
  describe.each(backends)('on %s', (backend) => {
    describe.each(fixtures)('$name', ({ registry, perToken, folder, batches, ...fixture }) => {
      let model: Classifier;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(folder);
        const classes: ModelRegistry<Classifier> = registry;
        const modelClass = await resolveClass(classes, checkpoint.config.model_type, 'the test');
        expect(modelClass.name).toBe(fixture.class);
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(batches)('gives the logits that Python gives: $name', async ({ inputs, outputs }) => {
        const results = (await model(inputs)) as Record<string, Tensor>;
        const mask = perToken ? inputs.attention_mask : undefined;
        for (const [name, expected] of Object.entries(outputs).filter(([name]) => name.endsWith('logits'))) {
          expect(differenceFromOracle(results[name], expected, mask)).toBeLessThan(1e-4);
        }
      });

      it('uses every weight of the checkpoint', () => {
        expect(model.unusedWeights.filter((name) => !/pooler|position_ids/.test(name))).toEqual([]);
      });
    });
  });
});
