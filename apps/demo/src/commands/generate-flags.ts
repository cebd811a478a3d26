import { AutomodelError, type GenerationOptions } from '@automodel/auto';
import { InvalidArgumentError, Option, type Command } from 'commander';

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
} as const satisfies Partial<Record<keyof GenerationOptions, string>>;

type NumberName = keyof typeof numbers;

/** The names of all of them. */
export const numberFlags = Object.keys(numbers) as readonly NumberName[];

/** Gives a command flags for some of the numbers. */
export function addNumberFlags(command: Command, names: readonly NumberName[]): void {
  for (const name of names) {
    command.addOption(optionOf(name));
  }
}

/** The numbers that were given. Asked for by their source: commander takes `--no-repeat-ngram-size` for the end of something. */
export function numbersOf(command: Command): GenerationOptions {
  const given = numberFlags.flatMap((name) => {
    const attribute = optionOf(name).attributeName();
    const isGiven = command.getOptionValueSource(attribute) === 'cli';
    return isGiven ? [[name, command.getOptionValue(attribute) as number] as const] : [];
  });
  return Object.fromEntries(given);
}

/** @throws what is wrong with options, in the words of the command line: `--num-beams 4` for `num_beams: 4` */
export function inFlags(error: unknown): never {
  if (!(error instanceof AutomodelError)) throw error;
  const names = [...Object.keys(numbers), 'do_sample', 'slidingContext'].join('|');
  const said = new RegExp(`\\b(${names})\\b(?:: (true|-?\\d+(?:\\.\\d+)?))?(?: of generate\\(\\))?`, 'g');
  const message = error.message.replace(said, (whole, name: string, value?: string) => {
    // A word of the message, such as "temperature".
    if (whole === name && /^[a-z]+$/.test(name)) return whole;
    return value === undefined || value === 'true' ? flagOf(name) : `${flagOf(name)} ${value}`;
  });
  throw new AutomodelError(error.code, message, { cause: error });
}

function optionOf(name: NumberName): Option {
  return new Option(`${flagOf(name)} <number>`, numbers[name]).argParser(finite);
}

/** `--num-beams` for `num_beams`, `--sliding-context` for `slidingContext` */
function flagOf(name: string): string {
  return `--${name.replace(/[_A-Z]/g, (mark) => `-${mark.replace('_', '').toLowerCase()}`)}`;
}

function finite(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It must be a number.');
  return value;
}
