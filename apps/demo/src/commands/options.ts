import { InvalidArgumentError, Option } from 'commander';

/** `--model`: which model a command uses. */
export function modelOption(defaultModel: string): Option {
  return new Option('-m, --model <model>', 'a folder, or the name of an installed model').default(
    defaultModel,
  );
}

/** `--top-k`: how many of the best answers to show. */
export function topKOption(what: string, defaultCount = 5): Option {
  return new Option('-k, --top-k <number>', `how many ${what} to show`)
    .argParser(positiveInteger)
    .default(defaultCount);
}

export function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}
