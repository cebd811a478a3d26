import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it.each(['native', 'onnxruntime-node'])('garbage may be collected at any time on %s', (backend) => {
  const script = join(import.meta.dirname, '..', 'test', 'collect-while-running.ts');
  const flags = ['--expose-gc', '--conditions=@automodel/source', '--import', 'tsx'];
  const { status, signal, stderr } = spawnSync(process.execPath, [...flags, script, backend]);
  expect({ status, signal, stderr: String(stderr) }).toMatchObject({ status: 0, signal: null });
});
