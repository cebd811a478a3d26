import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { addExportCommand } from './export.js';

it.each([
  ['fp32', 'onnx/model.onnx'],
  ['int8', 'onnx/model_quantized.onnx'],
])('writes a model as ONNX that computes in %s', async (dtype, written) => {
  const temporary = mkdtempSync(join(tmpdir(), 'automodel-'));
  const lines: string[] = [];
  const program = new Command();
  addExportCommand(program, (text) => lines.push(text));
  const folder = join(temporary, 'mini-bert');
  await program.parseAsync(['export', 'mini-bert', folder, '--dtype', dtype], { from: 'user' });
  expect(lines.join('\n')).toContain(written);
  for (const file of [written, 'config.json', 'tokenizer.json']) {
    expect(existsSync(join(folder, file))).toBe(true);
  }
  rmSync(temporary, { recursive: true });
});
