import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
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

/**
 * A model in a hub cache, as Python's huggingface_hub lays it out: the files lie in `blobs` under other names, and the
 * snapshot's are links to them.
 *
 * @returns the real path of the blobs, and the path of the snapshot
 */
export async function hubCacheOf(contents: Contents): Promise<{ blobs: string; snapshot: string }> {
  const cache = await folderOf({});
  const [blobs, snapshot] = [join(cache, 'blobs'), join(cache, 'snapshots/0123abcd')];
  for (const folder of [blobs, snapshot]) await mkdir(folder, { recursive: true });
  for (const [file, content] of Object.entries(contents)) {
    await writeFile(join(blobs, blobOf(file)), content);
    await symlink(join('../../blobs', blobOf(file)), join(snapshot, file));
  }
  return { blobs: await realpath(blobs), snapshot };
}

/** The blob's name; a hash of the content in a real cache. */
export function blobOf(file: string): string {
  return Buffer.from(file).toString('hex');
}

/** A model "test" whose files lie in a temporary folder. */
export async function filesOf(contents: Contents): Promise<FolderFiles> {
  return new FolderFiles('test', await folderOf(contents));
}
