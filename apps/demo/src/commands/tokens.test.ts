import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addTokensCommand } from './tokens.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addTokensCommand(program, (text) => lines.push(text));
  await program.parseAsync(['tokens', ...args], { from: 'user' });
  return lines.join('\n');
}

it('shows tokens with ids and places', async () => {
  expect(await run('Two dogs')).toMatch(/\d+\s+3-8\s+Ġdogs\s+" dogs"/);
  const rows = JSON.parse(await run('A dog', '--model', 'mini-bert', '--pair', 'A cat', '--json')) as {
    token: string;
  }[];
  expect(rows.map(({ token }) => token)).toEqual(['[CLS]', 'a', 'dog', '[SEP]', 'a', 'cat', '[SEP]']);
  expect(await run('A dog', '--model', 'mini-bert', '--no-special-tokens')).not.toContain('CLS');
  expect(await run('')).toBe('There are no tokens.\n');
});
