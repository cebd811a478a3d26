import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addExportCommand } from './export.js';

it('writes a model as ONNX', async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'automodel-'));
  const lines: string[] = [];
  const program = new Command();
  addExportCommand(program, (text) => lines.push(text));
  const folder = join(temporary, 'mini-bert');
  await program.parseAsync(['export', 'mini-bert', folder], { from: 'user' });
  expect(lines.join('\n')).toContain('onnx/model.onnx');
  for (const file of ['onnx/model.onnx', 'config.json', 'tokenizer.json']) {
    expect(existsSync(join(folder, file))).toBe(true);
  }
  rmSync(temporary, { recursive: true });
});
