/** `npm run evaluate <name> -- options`: measures models on data files, with the figures that model cards name. */
import { AutomodelError } from '@automodel/core';
import { Command } from 'commander';
import { addClassificationCommand } from './classification.js';
import { addStsCommand } from './sts.js';
import { addSummarizationCommand } from './summarization.js';
import { addTranslationCommand } from './translation.js';

const program = new Command('npm run evaluate')
  .description('measures models on data files')
  .showHelpAfterError();

/** Each adds its command to the program, in the order of the help. */
const commands: readonly ((program: Command) => void)[] = [
  addClassificationCommand,
  addStsCommand,
  addSummarizationCommand,
  addTranslationCommand,
];
for (const add of commands) add(program);

try {
  await program.parseAsync();
} catch (error) {
  // A wrong file or model is the user's to mend: the message says how, the stack would not help.
  if (!(error instanceof AutomodelError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
