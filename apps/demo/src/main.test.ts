import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Runs the command line on the sources. */
function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return runWith({}, ...args);
}

function runWith(
  environment: NodeJS.ProcessEnv,
  ...args: string[]
): { status: number | null; stdout: string; stderr: string } {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const flags = ['--conditions=@automodel/source', '--import', 'tsx'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, main, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined, ...environment },
  });
  return { status, stdout, stderr };
}

it('tells the stories that are asked for', () => {
  const { status, stdout, stderr } = run('story', 'masks');
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toContain('Fill-mask: which word is missing?');
});

it('says what is wrong in a line, without a stack', () => {
  const { status, stderr } = run('fill-mask', 'Nothing is missing.');
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/no mask token in "Nothing is missing\."; write \[MASK\]/);
});

it('names the stories and commands that there are', () => {
  expect(run('story', 'nothing').stderr).toMatch(/choices are masks, generation/i);
  expect(run('--help').stdout).toContain('fill-mask');
  expect(run('fil-mask').stderr).toMatch(/unknown command 'fil-mask'\s+\(Did you mean fill-mask\?\)/);
});

it('says what to do where npm took a flag', () => {
  const { status, stderr } = runWith({ npm_config_top_k: 'true' }, 'next-tokens', 'Two dogs are', '3');
  expect(status).toBe(1);
  expect(stderr).toBe('npm took --top-k for itself. Write two dashes first: npm start -- next-tokens ...\n');
});

it('tells all stories, none of them wider than a terminal, and what to try next', () => {
  const { status, stdout } = run();
  expect(status).toBe(0);
  const lines = stdout.split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines).toContain('Image classification: which digit is it?');
  expect(stdout).toMatch(/Try your own texts:[^]*npm start -- --help/);
}, 60_000);
