// Compiles what has changed, and says so if that takes a while.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const compiler = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
const notice = setTimeout(() => console.error('Compiling ... (half a minute the first time)'), 1500);
const compiling = spawn(process.execPath, [compiler, '-b'], {
  cwd: new URL('..', import.meta.url),
  stdio: 'inherit',
});
compiling.on('exit', (code) => {
  clearTimeout(notice);
  process.exitCode = code ?? 1;
});
