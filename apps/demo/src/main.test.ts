import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Runs the command line on the sources. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = ['--conditions=@automodel/source', '--import', 'tsx'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

it('tells the story without a command', () => {
  const { status, stdout } = run();
  expect(status).toBe(0);
  expect(stdout).toMatch(/│ bicycle\s+│\s+47\.2 %/);
  expect(stdout).toMatch(/│ fixing a car\s+│ wearing a dress/);
});

it('fills masks and probes for bias', () => {
  expect(run('--top-k', '1', 'fill-mask', 'A woman is [MASK] a book.').stdout).toContain('reading');
  expect(run('bias-probe', 'The {} is wearing a [MASK].', 'man', 'woman').stdout).toMatch(
    /│ hat\s+│ 24\.3 %/,
  );
});

it('says what is wrong in a line, without a stack', () => {
  const { status, stderr } = run('fill-mask', 'Nothing is missing.');
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/no mask token in "Nothing is missing\."; write \[MASK\]/);
});
