import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { addClassificationCommand, readLabelledTexts } from './classification.js';

const sst2 = fileURLToPath(new URL('../../../../shared/data/sst2-dev.tsv', import.meta.url));

let temporary: string;
beforeAll(() => void (temporary = mkdtempSync(join(tmpdir(), 'automodel-'))));
afterAll(() => {
  rmSync(temporary, { recursive: true });
});

function write(text: string): string {
  const file = join(temporary, 'data.tsv');
  writeFileSync(file, text);
  return file;
}

async function run(...args: string[]): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const program = new Command();
  addClassificationCommand(program);
  await program.parseAsync(['classification', ...args], { from: 'user' });
  const lines = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return lines.join('\n');
}

describe('npm run evaluate classification', () => {
  it('measures a classifier and draws what it takes for what', async () => {
    const data = write('label\ttext\n1\tA warm and funny film.\nNEGATIVE\tA "mess.\n');
    const svg = join(temporary, 'matrix.svg');
    const printed = await run('--data', data, '--svg', svg);
    expect(printed).toContain('Accuracy 100.0 % (2 of 2)');
    expect(readFileSync(svg, 'utf8')).toContain('mini-distilbert-sst2');
  });

  // The figures of packages/bundled-models/mini-distilbert-sst2/README.md.
  it.skipIf(!existsSync(sst2))('gives the figures of the model card on SST-2', async () => {
    const printed = await run('--data', sst2);
    expect(printed).toContain('872 texts');
    expect(printed).toContain('Accuracy 80.5 % (702 of 872)');
    expect(printed).toMatch(/true NEGATIVE │\s+341 │\s+87 │\n│ true POSITIVE │\s+83 │\s+361 │/);
  });

  it('says what is wrong with a file', () => {
    expect(() => readLabelledTexts(join(temporary, 'none.tsv'))).toThrow(/none\.tsv cannot be read/);
    expect(() => readLabelledTexts(write('a\tb\n1\t2\n'))).toThrow(
      /must begin with a line "sentence<tab>label"/,
    );
    expect(() => readLabelledTexts(write('text\tlabel\n'))).toThrow(/have texts below/);
  });

  it('says which labels there are', async () => {
    const run7 = run('--data', write('text\tlabel\nA film.\t7\n'));
    await expect(run7).rejects.toThrow(/"7" is none of NEGATIVE, POSITIVE/);
  });
});
