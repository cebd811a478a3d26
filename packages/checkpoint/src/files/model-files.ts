import { CheckpointError } from '../errors.js';
import { JsonMistake, parseJson } from '../json.js';

/** Far above any vocabulary or merges file, and small enough to hold. */
const largestWholeFile = 256 * 1024 * 1024;

/**
 * The files of one model. A source implements `size`, `read` and `realPath`; the rest follows.
 *
 * Names are relative to the model's folder and use `/`, as in `1_Pooling/config.json`. They may come from a stranger's
 * file, so a name that leads out of the folder is refused.
 */
export abstract class ModelFiles {
  /** @param name the model, as the user gave it. @param folder absolute path in which the files lie. */
  constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  /** Bytes of a file, or undefined if there is no such file. */
  abstract size(file: string): Promise<number | undefined>;

  /** Bytes `[offset, offset + length)` of a file, in a buffer of their own. @throws CheckpointError if the file does not have them. */
  abstract read(file: string, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;

  /** The names in one of the model's folders, in their order; none if there is no such folder. */
  abstract list(folder: string): Promise<readonly string[]>;

  /** Absolute path of a file with all links followed, for those who read the file themselves. */
  abstract realPath(file: string): Promise<string>;

  /** A whole file, or undefined if there is no such file. @throws CheckpointError `file-too-large` above `limit` bytes. */
  async readBytes(file: string, limit = largestWholeFile): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const size = await this.size(file);
    if (size === undefined) return undefined;
    if (size > limit) {
      throw new CheckpointError(
        'file-too-large',
        `${this.describe(file)} has ${size} bytes, more than the ${limit} that such a file may have`,
        file,
      );
    }
    return this.read(file, 0, size);
  }

  /** A UTF-8 text, or undefined if there is no such file. @throws CheckpointError `text-malformed` if it is not UTF-8. */
  async readText(file: string, limit?: number): Promise<string | undefined> {
    const bytes = await this.readBytes(file, limit);
    return bytes && this.decode(file, bytes);
  }

  /** A JSON file, or undefined if there is no such file. @throws CheckpointError `json-malformed`, with the position. */
  async readJson(file: string, limit?: number): Promise<unknown> {
    const text = await this.readText(file, limit);
    if (text === undefined) return undefined;
    try {
      return parseJson(text);
    } catch (error) {
      if (!(error instanceof JsonMistake)) throw error;
      throw new CheckpointError(
        'json-malformed',
        `${this.describe(file)} is not valid JSON: ${error.describe(text)}. Mend it or fetch it again.`,
        file,
        { cause: error },
      );
    }
  }

  /** The file as messages name it. */
  describe(file: string): string {
    return `"${file}" of model "${this.name}" (${this.folder})`;
  }

  private decode(file: string, bytes: Uint8Array): string {
    try {
      // The byte order mark stays: a vocabulary may begin with it.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
      throw new CheckpointError(
        'text-malformed',
        `${this.describe(file)} is not UTF-8 text. Fetch it again or convert it to UTF-8.`,
        file,
        { cause },
      );
    }
  }
}
