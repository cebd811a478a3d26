import { join } from 'node:path';
import { AutoTokenizer } from '@automodel/modeling';
import {
  allowedTokens,
  generateFixtures,
  oracles,
  scoreDifference,
  stepsDifference,
} from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForSeq2SeqLM } from './auto-model.js';
import type { Seq2SeqGenerateOptions } from './generate-inputs.js';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('generate() as Python: the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  for (const folder of ['generate', 'generate-v4']) {
    describe.each(generateFixtures(oracle, folder, /ConditionalGeneration|MarianMT/))(
      `${folder}/$name`,
      (fixture) => {
        // Both backends compute the same; one network of each kind of caches shows it.
        describe.each(['bart', 't5'].includes(fixture.name) ? backends : backends.slice(0, 1))(
          'on %s',
          (backend) => {
            const load = (model: string): Promise<Seq2SeqLanguageModel> =>
              AutoModelForSeq2SeqLM.from_pretrained(join(oracle.folder, model), { backend });
            let model: Seq2SeqLanguageModel;
            beforeAll(async () => {
              model = await load(fixture.model);
            });
            afterAll(() => model.dispose());

            it.each(fixture.cases)('$name', async (given) => {
              const { inputs, kwargs, sequences, sequences_scores } = given;
              await using assistant = given.assistant_model ? await load(given.assistant_model) : undefined;
              const tokenizer = kwargs['stop_strings']
                ? await AutoTokenizer.from_pretrained(join(oracle.folder, fixture.tokenizer))
                : undefined;
              const result = await model.generate(inputs, {
                ...(kwargs as Seq2SeqGenerateOptions),
                return_dict_in_generate: true,
                output_scores: true,
                ...(assistant && { assistant_model: assistant }),
                ...(tokenizer && { tokenizer }),
                ...(given.prefix_allowed && {
                  prefix_allowed_tokens_fn: allowedTokens(given.prefix_allowed),
                }),
              });
              // Where nothing is possible any more, all continuations are equally good, and any of them may be found.
              const isPossible = (_: unknown, row: number): boolean => sequences_scores?.[row] !== -Infinity;
              // The oracle's own contrastive loop does not force the end, which generate() in Python does.
              const longest = Math.max(...sequences.map(({ length }) => length));
              const compared = (row: number[]): number[] => (given.source ? row.slice(0, longest - 1) : row);
              const found = result.sequences.tolist() as number[][];
              expect(found.filter(isPossible).map(compared)).toEqual(
                sequences.filter(isPossible).map(compared),
              );
              sequences_scores?.forEach((score, i) => {
                expect(scoreDifference(result.sequences_scores!.data[i], score)).toBeLessThan(1e-4);
              });
              expect(stepsDifference(given, result.scores!, model.vocabSize)).toBeLessThan(1e-4);
            });
          },
        );
      },
    );
  }
});
