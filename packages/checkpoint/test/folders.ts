import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { FolderFiles } from '../src/index.js';

export type Contents = Readonly<Record<string, string | Uint8Array>>;

/** A temporary folder with the given files, removed when the test ends. */
export async function folderOf(contents: Contents): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'automodel-checkpoint-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [file, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return folder;
}

/** A model "test" whose files lie in a temporary folder. */
export async function filesOf(contents: Contents): Promise<FolderFiles> {
  return new FolderFiles('test', await folderOf(contents));
}
