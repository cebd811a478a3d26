/** `npm run evaluate <name> -- options`: measures models on data files, with the figures that model cards name. */
import { Command } from 'commander';

const program = new Command('npm run evaluate')
  .description('measures models on data files')
  .showHelpAfterError();

await program.parseAsync();
