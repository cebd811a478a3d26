import { join } from 'node:path';
import type { GenerateOptions } from '@automodel/generation';
import {
  allowedTokens,
  generateFixtures,
  oracles,
  scoreDifference,
  stepsDifference,
  type GenerateCase,
} from '@automodel/oracle';
import { AutoTokenizer } from '@automodel/modeling';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

/** Rows without padding. */
function unpadded({ attention_mask }: GenerateCase['inputs']): number[] {
  return [...attention_mask.keys()].filter((row) => !attention_mask[row].includes(0));
}

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('generate() as Python: the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  for (const folder of ['generate', 'generate-v4']) {
    describe.each(generateFixtures(oracle, folder, /CausalLM|LMHeadModel/))(`${folder}/$name`, (fixture) => {
      // Both backends compute the same; one network shows it.
      describe.each(fixture.name === 'gpt2' ? backends : backends.slice(0, 1))('on %s', (backend) => {
        let model: CausalLanguageModel;
        beforeAll(async () => {
          model = await AutoModelForCausalLM.from_pretrained(join(oracle.folder, fixture.model), { backend });
        });
        afterAll(() => model.dispose());

        it.each(fixture.cases)('$name', async (given) => {
          const { inputs, kwargs, sequences, sequences_scores } = given;
          await using assistant = given.assistant_model
            ? await AutoModelForCausalLM.from_pretrained(join(oracle.folder, given.assistant_model), {
                backend,
              })
            : undefined;
          const tokenizer = kwargs['stop_strings']
            ? await AutoTokenizer.from_pretrained(join(oracle.folder, fixture.tokenizer))
            : undefined;
          const result = await model.generate(inputs, {
            ...(kwargs as GenerateOptions),
            return_dict_in_generate: true,
            output_scores: true,
            ...(assistant && { assistant_model: assistant }),
            ...(tokenizer && { tokenizer }),
            ...(given.negative_prompt_ids && { negative_prompt_ids: given.negative_prompt_ids }),
            ...(given.prefix_allowed && { prefix_allowed_tokens_fn: allowedTokens(given.prefix_allowed) }),
          });
          // The oracle's own contrastive loop counts padding as positions; generate() in Python does not.
          const rows = given.source ? unpadded(inputs) : sequences.map((_, row) => row);
          const found = result.sequences.tolist() as number[][];
          expect(rows.map((row) => found[row])).toEqual(rows.map((row) => sequences[row]));
          sequences_scores?.forEach((score, i) => {
            expect(scoreDifference(result.sequences_scores!.data[i], score)).toBeLessThan(1e-4);
          });
          expect(stepsDifference(given, result.scores!, model.vocabSize)).toBeLessThan(1e-4);
        });
      });
    });
  }
});
