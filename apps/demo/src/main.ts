#!/usr/bin/env node
import { AutomodelError } from '@automodel/auto';
import { Argument, Command } from 'commander';
import pc from 'picocolors';
import { addClassificationCommands } from './commands/classification.js';
import { addEmbeddingCommands } from './commands/embeddings.js';
import { addExportCommand } from './commands/export.js';
import { addGenerationCommands } from './commands/generation.js';
import { addImageCommands } from './commands/images.js';
import { addMaskCommands } from './commands/masks.js';
import { addSeq2SeqCommands } from './commands/seq2seq.js';
import { addTokensCommand } from './commands/tokens.js';
import { tellDigits } from './stories/digits.js';
import { tellEmbeddings } from './stories/embeddings.js';
import { tellGeneration } from './stories/generation.js';
import { tellMasks } from './stories/masks.js';
import { tellSentiment } from './stories/sentiment.js';
import { tellSeq2Seq } from './stories/seq2seq.js';
import type { Print } from './views/tables.js';

/** What the bundled models can do, in the order in which it is told. */
const stories: Readonly<Record<string, (print: Print) => Promise<void>>> = {
  masks: tellMasks,
  generation: tellGeneration,
  translation: tellSeq2Seq,
  sentiment: tellSentiment,
  embeddings: tellEmbeddings,
  digits: tellDigits,
};

/** Each adds its commands to the program, in the order of the help. */
const commands: readonly ((program: Command, print: Print) => void)[] = [
  addMaskCommands,
  addGenerationCommands,
  addSeq2SeqCommands,
  addClassificationCommands,
  addEmbeddingCommands,
  addImageCommands,
  addTokensCommand,
  addExportCommand,
];

// A reader that has seen enough, as `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

const print: Print = (text) => {
  console.log(text);
};
const program = new Command('npm start --')
  .description('transformers for TypeScript; without a command: all of the stories')
  .showHelpAfterError('(add --help for the commands and options)');
program
  .command('story')
  .description('tell what models do, on bundled ones')
  .addArgument(new Argument('[names...]', 'which stories').choices(Object.keys(stories)))
  .action(async (names: readonly string[]) => {
    for (const name of names.length > 0 ? names : Object.keys(stories)) await stories[name](print);
  });
for (const add of commands) add(program, print);

try {
  await program.parseAsync(process.argv.length > 2 ? process.argv : [...process.argv, 'story']);
} catch (error) {
  // A wrong text or model is the user's to mend: the message says how, the stack would not help.
  if (!(error instanceof AutomodelError)) throw error;
  console.error(pc.red(error.message));
  process.exitCode = 1;
}
