import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError } from '../errors.js';
import { ModelFiles } from './model-files.js';

/** One system call reads at most 2 GiB. */
const largestRead = 2 ** 30;

/** The files of a model that lie in a local folder. Links are followed: the Hugging Face cache is made of them. */
export class FolderFiles extends ModelFiles {
  async size(file: string): Promise<number | undefined> {
    const found = await this.system(file, (path) => ifPresent(stat(path)));
    return found?.isFile() ? found.size : undefined;
  }

  async list(folder: string): Promise<readonly string[]> {
    return this.system(folder, async (path) => ((await ifPresent(readdir(path))) ?? []).sort());
  }

  async read(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.system(file, async (path) => {
      const handle = await open(path, 'r');
      try {
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length;) {
          const { bytesRead } = await handle.read(
            bytes,
            done,
            Math.min(length - done, largestRead),
            offset + done,
          );
          if (bytesRead === 0) throw this.truncated(file, offset + done, offset + length);
          done += bytesRead;
        }
        return bytes;
      } finally {
        await handle.close();
      }
    });
  }

  async realPath(file: string): Promise<string> {
    return this.system(file, (path) => realpath(path));
  }

  private truncated(file: string, end: number, expected: number): CheckpointError {
    return new CheckpointError(
      'file-unreadable',
      `${this.describe(file)} ends at byte ${end}, but ${expected} bytes were expected. Fetch it again.`,
      file,
    );
  }

  /** Turns what the system refuses into an error that names the file. */
  private async system<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
    this.checkName(file);
    try {
      return await work(join(this.folder, file));
    } catch (cause) {
      if (cause instanceof CheckpointError) throw cause;
      throw new CheckpointError(
        'file-unreadable',
        `${this.describe(file)} cannot be read: ${(cause as Error).message}`,
        file,
        { cause },
      );
    }
  }

  private checkName(file: string): void {
    if (isInside(file)) return;
    throw new CheckpointError(
      'file-name-refused',
      `${this.describe(file)} is not the name of a file inside the model's folder`,
      file,
    );
  }
}

/** What the system says of a path; undefined if there is nothing. */
async function ifPresent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Whether a name is a relative path that stays inside its folder, on every system. */
export function isInside(file: string): boolean {
  return file.split('/').every(isPlainFileName);
}

/** Whether a name is a file name alone: no separators, no drive, no `.` or `..`, no NUL. */
export function isPlainFileName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\:]/.test(name) && !name.includes('\0');
}
