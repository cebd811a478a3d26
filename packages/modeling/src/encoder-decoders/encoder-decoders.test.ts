import { Checkpoint } from '@automodel/checkpoint';
import { Tensor } from '@automodel/core';
import { differenceFromOracle, logitsFixtures, oracles } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveClass } from '../auto-class.js';
import type { EncoderDecoderModel } from '../encoder-decoder-model.js';
import { encoderDecoderModels } from './registry.js';
import { shiftTokensRight, wrapLanguageRight } from './shift-tokens.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('encoder-decoders of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  describe.each(backends)('on %s', (backend) => {
    describe.each(logitsFixtures(oracle, /^encdec/))('$name', ({ folder, batches }) => {
      let model: EncoderDecoderModel;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(folder);
        const modelClass = await resolveClass(encoderDecoderModels, checkpoint.config.model_type, 'the test');
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(batches)('computes what Python computes: $name', async (batch) => {
        const { inputs, outputs } = batch;
        const result = await model(inputs, { output_hidden_states: true });
        const difference = differenceFromOracle(
          result.encoder_last_hidden_state,
          outputs.encoder_last_hidden_state,
          inputs.attention_mask,
        );
        expect(difference).toBeLessThan(1e-4);
        const layers = [
          [result.encoder_hidden_states!, batch.encoderHiddenStates],
          [result.decoder_hidden_states!, batch.decoderHiddenStates],
        ] as const;
        for (const [actual, expected] of layers) {
          expected.forEach((values, layer) => {
            const difference = differenceFromOracle(actual[layer], { shape: values.dims, values });
            expect(difference, `layer ${layer}`).toBeLessThan(1e-4);
          });
        }
      });
    });
  });
});

describe('what a decoder reads if nobody says', () => {
  const ids = new Tensor('int32', [5, 6, 2, 7, 2, 1], [2, 3]);

  it('is the input a place to the right', () => {
    expect(shiftTokensRight(ids, 9).tolist()).toEqual([
      [9, 5, 6],
      [9, 7, 2],
    ]);
  });

  it('begins with the language of the input in mBART', () => {
    expect(wrapLanguageRight(ids, 1).tolist()).toEqual([
      [2, 5, 6],
      [2, 7, 2],
    ]);
  });
});
