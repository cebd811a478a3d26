import { AutomodelError } from '@automodel/auto';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { tellSeq2Seq } from '../stories/seq2seq.js';
import { addSeq2SeqCommands } from './seq2seq.js';

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addSeq2SeqCommands(program, (text) => lines.push(text));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}

it('summarizes and translates', async () => {
  expect(await run('summarize', 'A man rides a horse. A rider on a brown horse.')).toMatch(/horse/);
  expect(await run('translate', 'Two dogs are playing in the snow.')).toContain('Deux chiens jouent');
});

it('takes numbers of generate by their flags, and says in flags what is wrong with them', async () => {
  const short = await run('translate', 'Two dogs are playing in the snow.', '--max-new-tokens', '3');
  expect(short).toContain('Deux');
  expect(short).not.toContain('neige');
  await expect(run('summarize', 'A man.', '--num-beams', '0')).rejects.toThrow(
    '--num-beams must be an integer',
  );
});

it('leaves what is wrong with a text or a language to the caller', async () => {
  await expect(run('summarize', '')).rejects.toThrow(AutomodelError);
  await expect(run('translate', 'A dog.', '--model', 'mini-t5')).rejects.toThrow(/src_lang and tgt_lang/);
});

it('tells its story', async () => {
  const lines: string[] = [];
  await tellSeq2Seq((text) => lines.push(text));
  expect(lines.join('\n')).toContain('Zwei Hunde spielen im Schnee.');
});
