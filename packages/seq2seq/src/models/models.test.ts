import { Checkpoint } from '@automodel/checkpoint';
import { ones, type Tensor } from '@automodel/core';
import { resolveClass } from '@automodel/modeling';
import { differenceFromOracle, logitsFixtures, oracles, type LogitsFixture } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seq2SeqLanguageModels } from '../registry.js';
import type { Seq2SeqLanguageModel } from '../seq2seq-language-model.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

/** Where the decoder reads tokens. */
function targetMask({
  decoder_input_ids,
  decoder_attention_mask,
}: LogitsFixture['batches'][0]['inputs']): Tensor {
  return decoder_attention_mask ?? ones(decoder_input_ids!.dims);
}

describe.each(oracles)('encoder-decoder models of the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  describe.each(backends)('on %s', (backend) => {
    describe.each(logitsFixtures(oracle, /^encdec$/))('$name', (fixture) => {
      let model: Seq2SeqLanguageModel;

      beforeAll(async () => {
        const checkpoint = await Checkpoint.open(fixture.folder);
        const { model_type } = checkpoint.config;
        const modelClass = await resolveClass(seq2SeqLanguageModels, model_type, 'the test');
        expect(modelClass.name).toBe(fixture.class);
        model = await modelClass.from_checkpoint(checkpoint, { backend });
      });
      afterAll(() => model.dispose());

      it.each(fixture.batches)('gives the logits that Python gives: $name', async ({ inputs, outputs }) => {
        const { logits } = await model(inputs);
        const difference = differenceFromOracle(logits, outputs.logits, targetMask(inputs));
        expect(difference).toBeLessThan(1e-4);
        const explicit = await model(inputs, { output_attentions: true });
        expect(differenceFromOracle(explicit.logits, outputs.logits, targetMask(inputs))).toBeLessThan(1e-4);
        const [batch, target] = inputs.decoder_input_ids!.dims;
        const [, source] = inputs.input_ids.dims;
        expect(explicit.encoder_attentions![0].dims).toEqual([batch, expect.any(Number), source, source]);
        expect(explicit.decoder_attentions![0].dims).toEqual([batch, expect.any(Number), target, target]);
        expect(explicit.cross_attentions![0].dims).toEqual([batch, expect.any(Number), target, source]);
      });
    });
  });
});
