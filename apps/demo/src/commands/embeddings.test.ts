import { AutomodelError } from '@automodel/auto';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addEmbeddingCommands } from './embeddings.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addEmbeddingCommands(program, (text) => lines.push(text));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

it('answers, searches and compares', async () => {
  expect(await run('faq', 'Where is your store?', '--top-k', '1')).toMatch(/Can I visit the shop\?/);
  expect(await run('search', 'a classical concert', '--top-k', '1')).toMatch(/orchestra/);
  expect(await run('similarity', 'A dog runs.', 'A dog is running.', 'Taxes are due.')).toMatch(
    /│ 1\.000\s+│ 0\.969/,
  );
});

it('searches files, and says which it cannot read', async () => {
  expect(await run('search', 'license', '--file', 'LICENSE', '-k', '1')).toMatch(/[Ll]icense/);
  await expect(run('search', 'x', '--file', 'no-such-file')).rejects.toThrow(AutomodelError);
});
