import { join } from 'node:path';
import { ImageError, resolveModel } from '@automodel/auto';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addImageCommands } from './images.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addImageCommands(program, (text) => lines.push(text));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

it('says what a picture shows', async () => {
  const { folder } = await resolveModel('mini-vit-digits');
  const shown = await run('classify-image', join(folder, 'samples/digit-05-label-5.png'));
  expect(shown).toMatch(/95\.9 % █+ {2}5/);
  expect(shown.match(/ %/g)).toHaveLength(3);
});

it('leaves what is wrong with a picture to the caller', async () => {
  await expect(run('classify-image', 'no-such.png')).rejects.toThrow(ImageError);
});
