import { join } from 'node:path';
import type { GenerateOptions } from '@automodel/generation';
import { fixtureNames, oracles, readFixture, type Oracle } from '@automodel/oracle';
import { AutoTokenizer } from '@automodel/modeling';
import type { BackendName } from '@automodel/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AutoModelForCausalLM } from './auto-model.js';
import type { CausalLanguageModel } from './causal-language-model.js';

/** A call of Python's `generate`. */
interface Case {
  name: string;
  inputs: { input_ids: number[][]; attention_mask: number[][] };
  kwargs: Record<string, unknown>;
  sequences: number[][];
  sequences_scores?: number[];
  steps?: { ids: number[][]; scores: number[][] }[];
  assistant_model?: string;
  source?: string;
  negative_prompt_ids?: number[][];
  prefix_allowed?: { mul: number; step: number; add: number; count: number; vocab: number; always: number[] };
}
/** Rows without padding. */
function unpadded({ attention_mask }: Case['inputs']): number[] {
  return [...attention_mask.keys()].filter((row) => !attention_mask[row].includes(0));
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
    .filter(({ fixture }) => /CausalLM|LMHeadModel/.test(fixture.class));
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
      // Both backends compute the same; one network shows it.
      describe.each(name === 'gpt2' ? backends : backends.slice(0, 1))('on %s', (backend) => {
        let model: CausalLanguageModel;
        beforeAll(async () => {
          model = await AutoModelForCausalLM.from_pretrained(join(oracle.folder, fixture.model), { backend });
        });
        afterAll(() => model.dispose());

        it.each(fixture.cases)('$name', async (given) => {
          const { inputs, kwargs, sequences, sequences_scores, steps } = given;
          await using assistant = given.assistant_model
            ? await AutoModelForCausalLM.from_pretrained(join(oracle.folder, given.assistant_model), {
                backend,
              })
            : undefined;
          const tokenizer = kwargs['stop_strings']
            ? await AutoTokenizer.from_pretrained(join(oracle.folder, fixture.tokenizer!))
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
            const difference = Math.abs(result.sequences_scores!.data[i] - score);
            expect(difference).toBeLessThan(1e-4 * Math.max(1, Math.abs(score)));
          });
          steps?.forEach(({ ids, scores }, step) => {
            ids.forEach((best, row) => {
              best.forEach((id, rank) => {
                const actual = result.scores![step].data[row * model.vocabSize + id];
                // Rows that are complete are not computed any more.
                if (actual !== 0) expect(Math.abs(actual - scores[row][rank])).toBeLessThan(1e-4);
              });
            });
          });
        });
      });
    });
  }
});
