import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { oracles } from '@automodel/oracle';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addClassificationCommands } from './classification.js';

const model = (name: string): string => join(oracles[0].folder, 'models', name);

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addClassificationCommands(program, (text) => lines.push(text));
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeErr: () => undefined });
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

let temporary: string;
beforeAll(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

it('judges sentiment', async () => {
  expect(await run('sentiment', 'A warm and funny film.', 'A mess.')).toMatch(
    /A warm and funny film\.\n[^]*POSITIVE\s+│\s+9\d[^]*A mess\.\n[^]*NEGATIVE/,
  );
});

it('draws what it counts', async () => {
  const svg = join(temporary, 'reviews.svg');
  expect(await run('reviews', '--svg', svg)).toContain(`The picture is in ${svg}.`);
  expect(readFileSync(svg, 'utf8')).toContain('mini-gpt2, zero-shot');
});

it('finds names and answers, and judges by any labels, with models that are named', async () => {
  expect(await run('ner', 'Anna visited Paris.', '-m', model('bert-tokcls'))).toContain('│ label │');
  expect(await run('answer', 'Who?', 'Anna visited Paris.', '-m', model('bert-qa'), '-k', '2')).toMatch(
    /│ \d+-\d+/,
  );
  expect(await run('zero-shot', 'My phone gets hot.', 'food', 'travel', '-m', model('bert-nli'))).toContain(
    'food',
  );
  await expect(run('ner', 'Anna')).rejects.toThrow(/--model/);
});
