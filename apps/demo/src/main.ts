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
import { flagsTakenByNpm } from './npm-flags.js';
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

/** The last words, behind all stories. */
const outlook = `
${pc.bold('All of this was computed here, without Python, by a few lines each (apps/demo).')}
Try your own texts:

  npm start -- generate "A young girl" --do-sample --top-p 0.9
  npm start -- fill-mask "The cat sleeps on the [MASK]."
  npm start -- translate "A dog is running in the snow."
  npm start -- faq "My tea tastes bitter."
  npm start -- --help             all commands; each has a --help of its own
  npm start -- story digits       one story; story --help names the others`;

const helpEnd = `
Each command has a --help of its own: npm start -- generate --help

Examples:
  npm start -- generate "Two dogs are" --num-beams 4 --no-repeat-ngram-size 2
  npm start -- fill-mask "Two dogs are running through the [MASK]."
  npm start -- translate "A little girl is playing in the garden."`;

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
  .showHelpAfterError('(add --help for the commands and options)')
  .addHelpText('after', helpEnd);
program
  .command('story')
  .description('tell what models do, on bundled ones')
  .addArgument(new Argument('[names...]', 'which stories').choices(Object.keys(stories)))
  .action((names: readonly string[]) => tell(names));
for (const add of commands) add(program, print);

const [, , name, ...rest] = process.argv;
const called = program.commands.find((command) => command.name() === name);
const taken = called ? flagsTakenByNpm(called, rest, process.env) : [];
if (taken.length > 0) {
  fail(`npm took ${taken.join(' and ')} for itself. Write two dashes first: npm start -- ${name} ...`);
} else {
  await program.parseAsync(name === undefined ? [...process.argv, 'story'] : process.argv).catch(explain);
}

/** Tells stories, and after all of them what to try next. */
async function tell(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(stories)) await stories[name](print);
  if (names.length === 0) print(outlook);
}

/** A wrong text or model is the user's to mend: the message says how, the stack would not help. */
function explain(error: unknown): void {
  if (!(error instanceof AutomodelError)) throw error;
  fail(error.message);
}

function fail(message: string): void {
  console.error(pc.red(message));
  process.exitCode = 1;
}
