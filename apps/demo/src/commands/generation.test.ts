import { AutomodelError } from '@automodel/auto';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addGenerationCommands } from './generation.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addGenerationCommands(program, (text) => lines.push(text));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

it('generates with the options of Python', async () => {
  const beams = ['--num-beams', '4', '--no-repeat-ngram-size', '2', '--num-return-sequences', '2'];
  expect(await run('generate', 'Two dogs are', '--max-new-tokens', '24', ...beams)).toBe(
    'Two dogs are running through the grass. Two dogs run through a grassy field. A brown dog and a black dog running in a field\n' +
      'Two dogs are running through the grass. Two dogs run through a grassy field. A brown dog and a black dog run in a field',
  );
  const sampled = ['generate', 'Two dogs are', '--do-sample', '--top-p', '0.9', '--seed', '1', '--stop', '.'];
  expect(await run(...sampled)).toMatch(/^Two dogs are [^.]+\.$/);
  expect(await run('generate', 'A dog is', '--choices', ' brown', ' purple')).toBe('A dog is brown');
});

it('shows tables', async () => {
  expect(await run('next-tokens', 'Two dogs are', '--top-k', '1')).toMatch(/" running"\s+│\s+31\.0 %/);
  expect(await run('prefixes', 'Two dogs')).toMatch(/│ Two\s+│ men 22 %/);
  expect(await run('score-labels', 'A dog runs through the {}', 'snow', 'kitchen')).toMatch(/snow\s+│\s+99/);
});

it('leaves what contradicts to the caller', async () => {
  const refused = (...flags: string[]) => expect(run('generate', 'A', ...flags)).rejects;
  await refused('--temperature', '0.5').toThrow(/^--temperature 0\.5 does something only with --do-sample$/);
  await refused('--seed', '1').toThrow('--seed 1 does something only with --do-sample');
  await refused('--num-beams', '0').toThrow('--num-beams must be an integer of at least 1, not 0');
  await refused('--num-beams', '2', '--num-return-sequences', '3').toThrow(
    '--num-return-sequences 3 and --num-beams 2 contradict',
  );
  await refused('--max-new-tokens', '300').toThrow(
    /--max-new-tokens 300 asks for rows.*forgotten: --sliding-context$/,
  );
  await expect(run('generate', 'A', '--regex', 'a', '--choices', 'b')).rejects.toThrow(AutomodelError);
});
