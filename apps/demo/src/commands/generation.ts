import { InvalidArgumentError, pipeline, type TextGenerationOptions } from '@automodel/auto';
import type { Command } from 'commander';
import { labelsTable, nextTokensTable, prefixesTable } from '../views/generation.js';
import type { Print } from '../views/tables.js';
import { addNumberFlags, inFlags, numberFlags, numbersOf } from './generate-flags.js';
import { modelOption, topKOption } from './options.js';

interface GenerateArguments {
  readonly model: string;
  readonly doSample?: boolean;
  readonly slidingContext?: boolean;
  readonly stop?: string[];
  readonly regex?: string;
  readonly choices?: string[];
}

interface TableArguments {
  readonly model: string;
  readonly topK: number;
}

/** `generate`, `next-tokens`, `prefixes` and `score-labels`. */
export function addGenerationCommands(program: Command, print: Print): void {
  const generate = program
    .command('generate')
    .description('continue a text, by any strategy of transformers')
    .argument('<prompt>', 'for example "Two dogs are"')
    .addOption(modelOption('mini-gpt2'))
    .option('--do-sample', 'draw tokens by their probabilities, instead of searching what is likely');
  addNumberFlags(generate, numberFlags);
  generate
    .option('--sliding-context', 'goes on where the model ends, and forgets how the text began')
    .option('--stop <texts...>', 'texts that end what is written')
    .option('--regex <pattern>', 'what is written matches it')
    .option('--choices <texts...>', 'what is written is one of them')
    .action(async (prompt: string, given: GenerateArguments) => {
      await using generator = await pipeline('text-generation', given.model);
      const results = await generator(prompt, { ...toOptions(given), ...numbersOf(generate) }).catch(inFlags);
      for (const { generated_text } of results) print(generated_text);
    });

  program
    .command('next-tokens')
    .description('the likeliest tokens behind a text')
    .argument('<prompt>', 'for example "Two dogs are"')
    .addOption(modelOption('mini-gpt2'))
    .addOption(topKOption('tokens', 10))
    .action(async (prompt: string, { model, topK }: TableArguments) => {
      await using generator = await pipeline('text-generation', model);
      print(nextTokensTable(await generator.nextTokens(prompt, topK)));
    });

  program
    .command('prefixes')
    .description('the likeliest tokens behind every beginning of a text')
    .argument('<text>', 'for example "Two dogs are running."')
    .addOption(modelOption('mini-gpt2'))
    .addOption(topKOption('tokens', 3))
    .action(async (text: string, { model, topK }: TableArguments) => {
      await using generator = await pipeline('text-generation', model);
      print(prefixesTable(await generator.prefixTable(text, topK)));
    });

  program
    .command('score-labels')
    .description('classify without training: which label is the likeliest at the end of a text?')
    .argument('<template>', 'a text that ends in {}, for example "A dog runs through the {}"')
    .argument('<labels...>', 'what to put in the place of {}')
    .addOption(modelOption('mini-gpt2'))
    .action(async (template: string, labels: string[], { model }: TableArguments) => {
      if (labels.length < 2) throw new InvalidArgumentError('score-labels compares labels: give two or more');
      await using generator = await pipeline('text-generation', model);
      print(labelsTable(await generator.scoreLabels(template, labels)));
    });
}

function toOptions({
  doSample,
  slidingContext,
  stop,
  regex,
  choices,
}: GenerateArguments): TextGenerationOptions {
  if (regex !== undefined && choices) {
    throw new InvalidArgumentError('--regex and --choices contradict: give one of them');
  }
  return {
    do_sample: doSample ?? false,
    max_new_tokens: 40,
    ...(slidingContext && { slidingContext }),
    ...(stop && { stop_strings: stop }),
    ...(regex !== undefined && { guided: { regex } }),
    ...(choices && { guided: { choices } }),
  };
}
