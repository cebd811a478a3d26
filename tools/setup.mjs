// Installs the workspace when it is not installed, or when package-lock.json changed since it was.
import { execSync } from 'node:child_process';
import { statSync } from 'node:fs';

const modified = (file) =>
  statSync(new URL(`../${file}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;

if (modified('node_modules/.package-lock.json') < modified('package-lock.json')) {
  console.error('Installing ... (a minute the first time)');
  execSync('npm ci --no-audit --no-fund', { cwd: new URL('..', import.meta.url), stdio: 'inherit' });
}
