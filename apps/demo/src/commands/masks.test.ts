import { AutomodelError } from '@automodel/auto';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addMaskCommands } from './masks.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addMaskCommands(program, (text) => lines.push(text));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

it('fills masks and probes for bias', async () => {
  expect(await run('fill-mask', 'A woman is [MASK] a book.', '--top-k', '1')).toContain('reading');
  expect(await run('bias-probe', 'The {} is wearing a [MASK].', 'man', 'woman')).toMatch(/│ hat\s+│ 24\.3 %/);
});

it('leaves what is wrong with a text to the caller', async () => {
  await expect(run('fill-mask', 'Nothing is missing.')).rejects.toThrow(AutomodelError);
});
