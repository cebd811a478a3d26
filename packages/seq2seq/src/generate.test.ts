import { join } from 'node:path';
import { AutoTokenizer } from '@automodel/modeling';
import { fixtureNames, oracles, readFixture, type Oracle } from '@automodel/oracle';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForSeq2SeqLM } from './auto-model.js';
import type { Seq2SeqGenerateOptions } from './generate-inputs.js';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

/** A call of Python's `generate`. */
interface Case {
  name: string;
  inputs: { input_ids: number[][]; attention_mask: number[][]; decoder_input_ids?: number[][] };
  kwargs: Record<string, unknown>;
  sequences: number[][];
  /** Infinity is written as a text, here and in `steps`. */
  sequences_scores?: (number | string)[];
  steps?: { ids: number[][]; scores: (number | string)[][] }[];
  assistant_model?: string;
  source?: string;
  prefix_allowed?: { mul: number; step: number; add: number; count: number; vocab: number; always: number[] };
}

interface Fixture {
  model: string;
  tokenizer?: string;
  class: string;
  cases: Case[];
}

function fixtures(oracle: Oracle, folder: string): { name: string; fixture: Fixture }[] {
  return fixtureNames(oracle, folder)
    .map((name) => ({ name, fixture: readFixture(oracle, `${folder}/${name}.json`) as Fixture }))
    .filter(({ fixture }) => /ConditionalGeneration|MarianMT/.test(fixture.class));
}

/** The tokens that the oracle's cases allow after another. */
function allowedTokens({ mul, step, add, count, vocab, always }: NonNullable<Case['prefix_allowed']>) {
  return (_prompt: number, sequence: Int32Array): number[] => {
    const last = sequence[sequence.length - 1];
    const followers = Array.from({ length: count }, (_, j) => (last * mul + step * j + add) % vocab);
    return [...followers, ...always];
  };
}

const backends: BackendName[] = ['native', 'onnxruntime-node'];

describe.each(oracles)('generate() as Python: the $name oracle', (oracle) => {
  if (!oracle.present) {
    it.skip(`${oracle.folder} is absent`);
    return;
  }
  for (const folder of ['generate', 'generate-v4']) {
    describe.each(fixtures(oracle, folder))(`${folder}/$name`, ({ name, fixture }) => {
      // Both backends compute the same; one network of each kind of caches shows it.
      describe.each(['bart', 't5'].includes(name) ? backends : backends.slice(0, 1))('on %s', (backend) => {
        const load = (model: string): Promise<Seq2SeqLanguageModel> =>
          AutoModelForSeq2SeqLM.from_pretrained(join(oracle.folder, model), { backend });
        let model: Seq2SeqLanguageModel;
        beforeAll(async () => {
          model = await load(fixture.model);
        });
        afterAll(() => model.dispose());

        it.each(fixture.cases)('$name', async (given) => {
          const { inputs, kwargs, sequences, sequences_scores, steps } = given;
          await using assistant = given.assistant_model ? await load(given.assistant_model) : undefined;
          const tokenizer = kwargs['stop_strings']
            ? await AutoTokenizer.from_pretrained(join(oracle.folder, fixture.tokenizer ?? fixture.model))
            : undefined;
          const result = await model.generate(inputs, {
            ...(kwargs as Seq2SeqGenerateOptions),
            return_dict_in_generate: true,
            output_scores: true,
            ...(assistant && { assistant_model: assistant }),
            ...(tokenizer && { tokenizer }),
            ...(given.prefix_allowed && { prefix_allowed_tokens_fn: allowedTokens(given.prefix_allowed) }),
          });
          // Where nothing is possible any more, all continuations are equally good, and any of them may be found.
          const isPossible = (_: unknown, row: number): boolean => sequences_scores?.[row] !== '-Infinity';
          // The oracle's own contrastive loop does not force the end, which generate() in Python does.
          const compared = (row: number[]): number[] => (given.source ? row.slice(0, -1) : row);
          const found = result.sequences.tolist() as number[][];
          expect(found.filter(isPossible).map(compared)).toEqual(sequences.filter(isPossible).map(compared));
          sequences_scores?.map(Number).forEach((score, i) => {
            if (score === -Infinity) return;
            const difference = Math.abs(result.sequences_scores!.data[i] - score);
            expect(difference).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
          });
          steps?.forEach(({ ids, scores }, step) => {
            ids.forEach((best, row) => {
              best.forEach((id, rank) => {
                const actual = result.scores![step].data[row * model.vocabSize + id];
                const expected = Number(scores[row][rank]);
                // Rows that are complete are not computed any more.
                if (actual === 0 || actual === expected) return;
                expect(Math.abs(actual - expected)).toBeLessThan(1e-4 * Math.max(1, Math.abs(expected)));
              });
            });
          });
        });
      });
    });
  }
});
