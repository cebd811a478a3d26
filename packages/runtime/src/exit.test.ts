import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each([
  ['native', 1e12],
  ['onnxruntime-node', 40_000],
])('a process on %s may end in the middle of a computation', (backend, steps) => {
  const script = join(import.meta.dirname, '..', 'test', 'exit-while-running.ts');
  const flags = ['--conditions=@automodel/source', '--import', 'tsx'];
  const { status, signal, stderr } = spawnSync(process.execPath, [...flags, script, backend, String(steps)]);
  expect({ status, signal, stderr: String(stderr) }).toMatchObject({ status: 3, signal: null });
});
