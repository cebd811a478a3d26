#!/usr/bin/env node
import { AutomodelError, pipeline, type FillMaskPipeline } from '@automodel/auto';
import { Command, InvalidArgumentError } from 'commander';
import pc from 'picocolors';
import { tellMasks, tellProbe, tellStory } from './story.js';

// A reader that has seen enough, as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const program = new Command('npm start --')
  .description(
    'transformers for TypeScript; without a command: what masked language models do, on a bundled one',
  )
  .showHelpAfterError('(add --help for the commands and options)')
  .option('-m, --model <model>', 'a folder, or the name of an installed model', 'mini-bert')
  .option('-k, --top-k <number>', 'how many tokens to show', positiveInteger, 5)
  .action(() => withUnmasker((unmasker) => tellStory(unmasker, print)));

program
  .command('fill-mask')
  .description('fill the masks of a text')
  .argument('<text>', 'a text with a mask token, for example "A man is riding a [MASK]."')
  .action((text: string) =>
    withUnmasker(async (unmasker) => {
      const [masks] = await unmasker.masks([text], { top_k: topK() });
      tellMasks(masks, print);
    }),
  );

program
  .command('bias-probe')
  .description('compare what a mask becomes for several subjects')
  .argument('<template>', 'a text with {} and a mask token, for example "The {} is wearing a [MASK]."')
  .argument('<subjects...>', 'what to put in the place of {}')
  .action((template: string, subjects: string[]) =>
    withUnmasker((unmasker) => tellProbe(unmasker, template, subjects, topK(), print)),
  );

try {
  await program.parseAsync();
} catch (error) {
  // A wrong text or model is the user's to mend: the message says how, the stack would not help.
  if (!(error instanceof AutomodelError)) throw error;
  console.error(pc.red(error.message));
  process.exitCode = 1;
}

async function withUnmasker(use: (unmasker: FillMaskPipeline) => Promise<void>): Promise<void> {
  const { model } = program.opts<{ model: string }>();
  const unmasker = await pipeline('fill-mask', model);
  try {
    await use(unmasker);
  } finally {
    await unmasker.dispose();
  }
}

function topK(): number {
  return program.opts<{ topK: number }>().topK;
}

function positiveInteger(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return value;
}

function print(text: string): void {
  console.log(text);
}
