import { AutoTokenizer } from '@automodel/auto';
import type { Command } from 'commander';
import type { Print } from '../views/tables.js';
import { modelOption } from './options.js';

interface TokensOptions {
  readonly model: string;
  readonly pair?: string;
  readonly specialTokens: boolean;
  readonly json?: boolean;
}

/** `tokens`: what a text is to a model. */
export function addTokensCommand(program: Command, print: Print): void {
  program
    .command('tokens')
    .description('show the tokens of a text')
    .argument('<text>', 'any text')
    .addOption(modelOption('mini-gpt2'))
    .option('--pair <text>', 'a second text, for models that take two')
    .option('--no-special-tokens', 'without what the model expects around a text')
    .option('--json', 'rows for a program')
    .action(async (text: string, { model, pair, specialTokens, json }: TokensOptions) => {
      const tokenizer = await AutoTokenizer.from_pretrained(model);
      const tokens = tokenizer.tokens(text, { text_pair: pair, add_special_tokens: specialTokens });
      print(json ? JSON.stringify(tokens.rows) : tokens.render());
    });
}
