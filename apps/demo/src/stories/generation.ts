import { pipeline, type GenerateOptions, type TextGenerationPipeline } from '@automodel/auto';
import pc from 'picocolors';
import { labelsTable, nextTokensTable, prefixesTable, textsTable, tokensTable } from '../views/generation.js';
import type { Print } from '../views/tables.js';

const prompt = 'Two dogs are';
const sentence = 'Two dogs are running through the grass.';

type Ways = readonly (readonly [how: string, options: GenerateOptions])[];

/** The chapter's strategies, in its order. */
const searches: Ways = [
  ['greedy', {}],
  ['4 beams', { num_beams: 4 }],
  ['4 beams, no pair twice', { num_beams: 4, no_repeat_ngram_size: 2 }],
  ['repetition penalty 1.3', { repetition_penalty: 1.3 }],
  ['contrastive search', { penalty_alpha: 0.6, top_k: 4 }],
];

const samples: Ways = [
  ['temperature 0.3', { temperature: 0.3, top_k: 0 }],
  ['temperature 1', { temperature: 1, top_k: 0 }],
  ['temperature 1.5', { temperature: 1.5, top_k: 0 }],
  ['top-k 10', { top_k: 10 }],
  ['top-p 0.9', { top_k: 0, top_p: 0.9 }],
];

const questions = [
  { template: 'A man plays the guitar. He is a {}', labels: ['musician', 'cook', 'firefighter'] },
  {
    template: 'A boy in swimming trunks jumps into the {}',
    labels: ['water', 'grass', 'street'],
  },
];

/** What the book chapter does with a causal language model: from the next token to texts. */
export async function tellGeneration(print: Print): Promise<void> {
  await using generator = await pipeline('text-generation', 'mini-gpt2');

  print(pc.bold('\nText generation: a causal language model knows which token comes next.'));
  print('\nTokens and their ids; this model knows 5,000, and has seen photo captions only:');
  print(tokensTable(generator.tokenizer, sentence));
  print(`\nThe likeliest tokens behind "${prompt}":`);
  print(nextTokensTable(await generator.nextTokens(prompt, 5)));
  print('\nThe same behind every beginning of a sentence:');
  print(prefixesTable(await generator.prefixTable(sentence, 3)));

  print(pc.bold('\nA text comes from choosing a token again and again. How?'));
  print('\nSearching what is likely. It repeats itself, so repeating is made costly.');
  print(textsTable(await write(generator, searches, { do_sample: false })));
  print('\nSampling by probability: heat and long tails bring surprises, and nonsense.');
  print(textsTable(await write(generator, samples, { do_sample: true, seed: 1 })));

  print(pc.bold('\nProbabilities answer questions, without training: which label is the likeliest?'));
  for (const { template, labels } of questions) {
    print(`\n${template}`);
    print(labelsTable(await generator.scoreLabels(template, labels)));
  }
}

async function write(
  generator: TextGenerationPipeline,
  ways: Ways,
  common: GenerateOptions,
): Promise<[string, string][]> {
  const rows: [string, string][] = [];
  for (const [how, options] of ways) {
    const [{ generated_text }] = await generator(prompt, { ...common, ...options, max_new_tokens: 24 });
    rows.push([how, generated_text]);
  }
  return rows;
}
