import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Names a Python that has torch and transformers. */
const PYTHON = 'AUTOMODEL_BENCH_PYTHON';

/** The Python to compare with, if there is one; says what is left out if not. */
export function benchPython(): string | undefined {
  const python = process.env[PYTHON];
  if (!python) console.log(`PyTorch is left out: ${PYTHON} names no Python that has torch and transformers.`);
  return python || undefined;
}

/** What a TypeScript program prints as JSON for a request as JSON, in a process of its own. */
export function runNode<T>(script: URL, args: readonly string[], request: object): T {
  return run(process.execPath, [...process.execArgv, fileURLToPath(script), ...args], request, 'inherit');
}

/** Likewise of a Python program. */
export function runPython<T>(python: string, script: URL, args: readonly string[], request: object): T {
  return run(python, [fileURLToPath(script), ...args], request, 'ignore');
}

function run<T>(program: string, args: readonly string[], request: object, stderr: 'inherit' | 'ignore'): T {
  const output = execFileSync(program, args, {
    encoding: 'utf8',
    input: JSON.stringify(request),
    stdio: ['pipe', 'pipe', stderr],
  });
  return JSON.parse(output) as T;
}
