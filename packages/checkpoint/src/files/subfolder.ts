import { join } from 'node:path';
import { ModelFiles } from './model-files.js';

/** The files in one folder of a model, as a model of their own: a part of a sentence-transformers folder, say. */
export class Subfolder extends ModelFiles {
  /** @param path relative to the model's folder, with `/`; one that leads out of it is refused when a file is asked for */
  constructor(
    private readonly files: ModelFiles,
    private readonly path: string,
  ) {
    super(`${files.name}/${path}`, join(files.folder, path));
  }

  size(file: string): Promise<number | undefined> {
    return this.files.size(`${this.path}/${file}`);
  }

  read(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    return this.files.read(`${this.path}/${file}`, offset, length);
  }

  list(folder: string): Promise<readonly string[]> {
    return this.files.list(`${this.path}/${folder}`);
  }

  realPath(file: string): Promise<string> {
    return this.files.realPath(`${this.path}/${file}`);
  }
}
