import { ModelFiles } from '../src/index.js';

/** A model whose files lie in memory, for the tests that need thousands of them. */
export class MemoryFiles extends ModelFiles {
  constructor(private readonly contents: Readonly<Record<string, Uint8Array>>) {
    super('test', '/memory');
  }

  async size(file: string): Promise<number | undefined> {
    return this.contents[file]?.length;
  }

  async read(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = new Uint8Array(this.contents[file].subarray(offset, offset + length));
    if (bytes.length < length)
      throw new RangeError(`a read outside of the file, at ${offset}, of ${length} bytes`);
    return bytes;
  }

  async list(folder: string): Promise<readonly string[]> {
    const inside = Object.keys(this.contents).filter((name) => name.startsWith(`${folder}/`));
    return inside.map((name) => name.slice(folder.length + 1)).sort();
  }

  async realPath(file: string): Promise<string> {
    return `${this.folder}/${file}`;
  }
}
