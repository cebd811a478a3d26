import { Command } from 'commander';
import { expect, it } from 'vitest';
import { flagsTakenByNpm } from './npm-flags.js';

const command = new Command('generate')
  .option('-m, --model <model>')
  .option('--num-beams <number>')
  .option('--no-special-tokens');

it('finds the flags that stood before --', () => {
  const npm = { npm_config_num_beams: '4', npm_config_special_tokens: '', npm_config_prefix: '/usr' };
  expect(flagsTakenByNpm(command, ['generate', 'Two dogs', '4'], npm)).toEqual([
    '--num-beams',
    '--no-special-tokens',
  ]);
});

it('finds none where all of them arrived', () => {
  const given = ['generate', 'Two dogs', '--num-beams', '4'];
  expect(flagsTakenByNpm(command, given, { npm_config_num_beams: '4' })).toEqual([]);
  expect(flagsTakenByNpm(command, given, {})).toEqual([]);
});
