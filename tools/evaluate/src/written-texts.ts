import { writeFileSync } from 'node:fs';
import { InvalidArgumentError } from '@automodel/core';
import { InvalidArgumentError as CommanderError, type Command } from 'commander';
import { showProgress } from './progress.js';
import { readText } from './read-text.js';

/** Options of commands that have a model write a text for every text. */
export interface WritingOptions {
  readonly model: string;
  readonly limit?: number;
  readonly batchSize: number;
  readonly numBeams?: number;
  readonly output?: string;
}

/** Adds what {@link WritingOptions} has. */
export function addWritingOptions(command: Command, defaultModel: string): Command {
  return command
    .option('-m, --model <model>', 'a folder, or the name of an installed model', defaultModel)
    .option('--limit <n>', 'measures the first n texts only', positive)
    .option('--batch-size <n>', 'texts that are computed together', positive, 16)
    .option('--num-beams <n>', 'beams (default: 4, as pipelines have)', positive)
    .option('--output <file>', 'writes what the model wrote, a line for each text');
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new CommanderError('It must be a positive whole number.');
}

/** What a call of a pipeline takes of {@link WritingOptions}. */
export function callOptions({ batchSize, numBeams }: WritingOptions, what: string) {
  return {
    batch_size: batchSize,
    onProgress: showProgress(what),
    ...(numBeams !== undefined && { num_beams: numBeams }),
  };
}

/** Writes texts to the file that `--output` names, each on a line, if it does. */
export function writeTexts({ output }: WritingOptions, texts: readonly string[]): void {
  if (output === undefined) return;
  try {
    writeFileSync(output, texts.map((text) => `${text.replace(/\s+/g, ' ')}\n`).join(''));
  } catch (cause) {
    throw new InvalidArgumentError(`${output} cannot be written: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The lines of a file.
 *
 * @throws InvalidArgumentError if it is missing or empty
 */
export function readLines(file: string): string[] {
  const lines = readText(file)
    .replace(/^\ufeff/, '')
    .split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new InvalidArgumentError(`${file} is empty`);
  return lines;
}
