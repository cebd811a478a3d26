import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addSummarizationCommand, readSummaries } from './summarization.js';
import { addTranslationCommand, readTranslations } from './translation.js';

const shared = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const captions = join(shared, 'captions-heldout.jsonl');
const [english, french] = ['en', 'fr'].map((language) => join(shared, `multi30k-test2016.${language}.txt`));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** What a command prints. */
async function run(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = new Command();
  addTranslationCommand(program);
  addSummarizationCommand(program);
  await program.parseAsync(args, { from: 'user' });
  const lines = [...log.mock.calls, ...stderr.mock.calls].map(([line]) => String(line));
  log.mockRestore();
  stderr.mockRestore();
  return lines.join('\n');
}

describe('npm run evaluate translation', () => {
  it('compares translations with those of people', async () => {
    const source = write(
      'en.txt',
      'Two dogs are playing in the snow.\r\nThe children are swimming in the lake.\n',
    );
    const reference = write('fr.txt', 'Deux chiens jouent dans la neige.\nLes enfants nagent dans le lac.\n');
    const output = join(folder, 'output.txt');
    const printed = await run(
      'translation',
      '--source',
      source,
      '--reference',
      reference,
      '--output',
      output,
    );
    expect(printed).toContain(
      'BLEU 100.00 (100.0/100.0/100.0/100.0, brevity penalty 1.000, 14 words, references 14;',
    );
    expect(printed).toContain('chrF 100.00');
    expect(printed).toContain('2 texts translated');
    expect(readFileSync(output, 'utf8')).toBe(readFileSync(reference, 'utf8'));
  });

  // Python's generate() and sacreBLEU give these figures.
  it.skipIf(!existsSync(english))('takes options of decoding, and the first texts of a file', async () => {
    const files = ['--source', english, '--reference', french];
    const printed = await run(
      'translation',
      ...files,
      '--limit',
      '20',
      '--num-beams',
      '1',
      '--tokenize',
      'intl',
    );
    expect(printed).toContain('20 texts, mini-marian-en-fr');
    expect(printed).toContain('BLEU 54.92 (79.1/64.1/51.0/40.2, brevity penalty 0.967,');
    expect(printed).toContain('chrF 72.15');
  });

  it('says which files do not belong together', () => {
    const [two, one] = [write('two.txt', 'a\nb\n'), write('one.txt', 'a\n')];
    expect(() => readTranslations(two, [two, one])).toThrow(/two\.txt has 2 lines and .*one\.txt 1/);
    expect(() => readTranslations(join(folder, 'none.txt'), [one])).toThrow(/none\.txt cannot be read/);
    expect(() => readTranslations(write('empty.txt', ''), [one])).toThrow(/empty\.txt is empty/);
    expect(() => readTranslations(write('gap.txt', 'a\n \n'), [two])).toThrow(/gap\.txt: line 2 is empty/);
  });
});

describe('npm run evaluate summarization', () => {
  it('compares summaries with those of people', async () => {
    const document = 'A man rides a horse on the beach. A rider and his horse in the sand.';
    const data = write(
      'data.jsonl',
      JSON.stringify({ document, summary: 'A man rides a horse on the beach.' }),
    );
    const printed = await run('summarization', '--data', data);
    expect(printed).toContain('rouge1    F1 100.00, precision 100.00, recall 100.00');
  });

  // As Python's generate() and rouge_score.
  it.skipIf(!existsSync(captions))('finds the caption that is most like the others from those', async () => {
    const printed = await run('summarization', '--data', captions, '--limit', '10');
    expect(printed.match(/F1 [\d.]+/g)).toEqual(['F1 50.25', 'F1 22.90', 'F1 44.76', 'F1 44.76']);
  });

  it('says which line is wrong', () => {
    const line = (text: string) => () =>
      readSummaries(write('wrong.jsonl', `{"document":"a","summary":"b"}\n${text}\n`));
    for (const text of [
      '{',
      '[1]',
      'null',
      '{"document": "a"}',
      '{"captions": ["a"]}',
      '{"document": 1, "summary": "b"}',
    ]) {
      expect(line(text)).toThrow(/line 2 must be \{"document": "...", "summary": "..."\}/);
    }
  });

  it('refuses numbers that are none', async () => {
    const silent = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const program = new Command().exitOverride();
    addSummarizationCommand(program);
    program.commands[0].exitOverride();
    const parsed = program.parseAsync(['summarization', '--data', 'x', '--limit', '0'], { from: 'user' });
    await expect(parsed).rejects.toThrow(/positive whole number/);
    silent.mockRestore();
  });
});
