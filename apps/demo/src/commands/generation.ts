import { AutomodelError, InvalidArgumentError, pipeline, type TextGenerationOptions } from '@automodel/auto';
import { InvalidArgumentError as InvalidOptionError, Option, type Command } from 'commander';
import { labelsTable, nextTokensTable, prefixesTable } from '../views/generation.js';
import type { Print } from '../views/tables.js';
import { modelOption, topKOption } from './options.js';

/** Numbers that `generate` takes, by Python's names; on the command line `--num-beams 4`. */
const numbers = {
  max_new_tokens: 'tokens to write at most',
  min_new_tokens: 'tokens to write at least',
  num_beams: 'beams that are searched together',
  num_return_sequences: 'texts to write',
  length_penalty: 'beams: above 0 for longer texts',
  no_repeat_ngram_size: 'so many tokens in a row do not come twice',
  repetition_penalty: 'above 1: tokens do not like to come again',
  penalty_alpha: 'contrastive search, with --top-k above 1',
  temperature: 'sampling: above 1 for surprises',
  top_k: 'sampling: from so many tokens; contrastive search: candidates',
  top_p: 'sampling: from tokens with this probability together',
  min_p: 'sampling: from tokens with this part of the best probability',
  typical_p: 'sampling: from tokens that surprise as expected',
  prompt_lookup_num_tokens: 'tokens to guess at once from the prompt',
  seed: 'makes samples reproducible',
} as const satisfies Partial<Record<keyof TextGenerationOptions, string>>;

const numberOptions = new Map(
  Object.entries(numbers).map(([name, description]) => {
    const option = new Option(`--${name.replaceAll('_', '-')} <number>`, description);
    return [name, option.argParser(finite)];
  }),
);

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
  for (const option of numberOptions.values()) generate.addOption(option);
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
      await using generator = await pipeline('text-generation', model);
      print(labelsTable(await generator.scoreLabels(template, labels)));
    });
}

/** The numbers that were given. Asked for by their source: commander takes `--no-repeat-ngram-size` for the end of something. */
function numbersOf(generate: Command): TextGenerationOptions {
  const given = [...numberOptions].filter(
    ([, option]) => generate.getOptionValueSource(option.attributeName()) === 'cli',
  );
  return Object.fromEntries(
    given.map(([name, option]) => [name, generate.getOptionValue(option.attributeName()) as number]),
  );
}

/** @throws what is wrong with options, in the words of the command line: `--num-beams 4` for `num_beams: 4` */
function inFlags(error: unknown): never {
  if (!(error instanceof AutomodelError)) throw error;
  const names = [...Object.keys(numbers), 'do_sample', 'slidingContext'].join('|');
  const said = new RegExp(`\\b(${names})\\b(?:: (true|-?\\d+(?:\\.\\d+)?))?(?: of generate\\(\\))?`, 'g');
  const message = error.message.replace(said, (whole, name: string, value?: string) => {
    // A word of the message, such as "temperature".
    if (whole === name && /^[a-z]+$/.test(name)) return whole;
    const flag = `--${name.replace(/[_A-Z]/g, (mark) => `-${mark.replace('_', '').toLowerCase()}`)}`;
    return value === undefined || value === 'true' ? flag : `${flag} ${value}`;
  });
  throw new AutomodelError(error.code, message, { cause: error });
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

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidOptionError('It must be a number.');
  return value;
}
