import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** The declarations that the compiler writes, by their paths in the package. */
function declarations(): Map<string, string> {
  const config = ts.getParsedCommandLineOfConfigFile(
    `${folder}tsconfig.json`,
    { composite: false, incremental: false, tsBuildInfoFile: undefined, noCheck: true },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: ({ messageText }) => expect.fail(String(messageText)) },
  )!;
  const written = new Map<string, string>();
  const program = ts.createProgram([`${folder}src/index.ts`], config.options);
  program.emit(undefined, (path, text) => written.set(posix.relative(folder, path), text), undefined, true);
  return written;
}

/** The declarations that users' compilers read: what index.d.ts names, and so on. */
function reachable(written: ReadonlyMap<string, string>): string[] {
  const found = new Set(['dist/index.d.ts']);
  // A Set's loop visits what is added to it.
  for (const path of found) {
    for (const [, name] of written.get(path)!.matchAll(/(?:from |import\(|import )'(\.[^']*)\.js'/g)) {
      found.add(`${posix.join(posix.dirname(path), name)}.d.ts`);
    }
  }
  return [...found].sort();
}

it('all types that are reached from index.d.ts are published, and no others', () => {
  const { files } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as { files: string[] };
  const patterns = files.filter((pattern) => pattern.endsWith('.d.ts')).map(toExpression);
  const written = declarations();
  const published = [...written.keys()].filter((path) => patterns.some((pattern) => pattern.test(path)));
  expect(published.sort()).toEqual(reachable(written));
});

/** Of a glob with `*` and `{a,b}`. */
function toExpression(glob: string): RegExp {
  const expression = glob
    .replaceAll('.', '\\.')
    .replaceAll('*', '[^/]*')
    .replace(/\{([^}]*)\}/g, (_, names: string) => `(?:${names.replaceAll(',', '|')})`);
  return new RegExp(`^${expression}$`);
}
