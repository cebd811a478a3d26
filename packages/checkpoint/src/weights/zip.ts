import type { ModelFiles } from '../files/model-files.js';

/** Where an entry's bytes lie in the archive. */
export interface ZipRange {
  readonly offset: number;
  readonly length: number;
}

interface Entry {
  readonly headerOffset: number;
  readonly length: number;
  /** Stored as it is: neither compressed nor encrypted. */
  readonly plain: boolean;
}

/** Throws an error that names the file. */
type Fail = (reason: string) => never;

/** The archive's last record, after which only a comment of up to 65,535 bytes may come. */
const end = { signature: 0x06054b50, length: 22, comment: 0xffff };
const end64Locator = { signature: 0x07064b50, length: 20 };
const end64 = { signature: 0x06064b50, length: 56 };
const central = { signature: 0x02014b50, length: 46 };
const local = { signature: 0x04034b50, length: 30 };

/** What a 16 or 32-bit field holds when the value is in a zip64 record. */
const in64 = { count: 0xffff, number: 0xffffffff };
const zip64Field = 0x0001;
const encryptedFlag = 0x0001;

/** A model has some thousand entries of about 80 bytes. */
const largestDirectory = 100_000_000;

/**
 * A zip archive whose stored entries can be pointed at. Nothing is inflated.
 *
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export class ZipArchive {
  private constructor(
    private readonly files: ModelFiles,
    private readonly file: string,
    private readonly entries: ReadonlyMap<string, Entry>,
    private readonly directoryOffset: number,
    private readonly fail: Fail,
  ) {}

  /** Reads the archive's directory. `fail` is called if it is damaged. */
  static async open(files: ModelFiles, file: string, size: number, fail: Fail): Promise<ZipArchive> {
    const { offset, length } = await findDirectory(files, file, size, fail);
    if (offset + length > size)
      fail(`its zip directory ends at byte ${offset + length}, but the file has ${size}`);
    if (length > largestDirectory)
      fail(`its zip directory has ${length} bytes, more than the ${largestDirectory} allowed`);
    const entries = parseDirectory(await files.read(file, offset, length), fail);
    return new ZipArchive(files, file, entries, offset, fail);
  }

  get names(): Iterable<string> {
    return this.entries.keys();
  }

  /** Where an entry's bytes lie, or undefined if there is no such entry. */
  async locate(name: string): Promise<ZipRange | undefined> {
    const entry = this.entries.get(name);
    if (!entry) return undefined;
    if (!entry.plain)
      this.fail(`its entry "${name}" is compressed or encrypted, so that it cannot be used in place`);
    const { headerOffset, length } = entry;
    if (headerOffset + local.length > this.directoryOffset)
      this.fail(`its entry "${name}" is outside of the archive`);
    const header = view(await this.files.read(this.file, headerOffset, local.length));
    if (header.getUint32(0, true) !== local.signature) this.fail(`its entry "${name}" has no header`);
    // The lengths of name and extra field may differ from those in the directory: torch pads here to align the data.
    const offset = headerOffset + local.length + header.getUint16(26, true) + header.getUint16(28, true);
    if (offset + length > this.directoryOffset) this.fail(`its entry "${name}" ends outside of the archive`);
    return { offset, length };
  }

  /** An entry's bytes, or undefined if there is no such entry. */
  async read(name: string, limit: number): Promise<Uint8Array | undefined> {
    const range = await this.locate(name);
    if (!range) return undefined;
    if (range.length > limit)
      this.fail(`its entry "${name}" has ${range.length} bytes, more than the ${limit} allowed`);
    return this.files.read(this.file, range.offset, range.length);
  }
}

async function findDirectory(files: ModelFiles, file: string, size: number, fail: Fail): Promise<ZipRange> {
  const tailLength = Math.min(size, end.length + end.comment + end64Locator.length);
  const tail = view(await files.read(file, size - tailLength, tailLength));
  let at = tailLength - end.length;
  while (at >= 0 && tail.getUint32(at, true) !== end.signature) at--;
  if (at < 0) return fail('it does not end as a zip archive does, so it is cut off or not one');

  const count = tail.getUint16(at + 10, true);
  const length = tail.getUint32(at + 12, true);
  const offset = tail.getUint32(at + 16, true);
  if (count !== in64.count && length !== in64.number && offset !== in64.number) return { offset, length };

  const locatorAt = at - end64Locator.length;
  if (locatorAt < 0 || tail.getUint32(locatorAt, true) !== end64Locator.signature) return { offset, length };
  const recordOffset = count64(tail, locatorAt + 8, fail);
  if (recordOffset + end64.length > size) return fail('its zip64 record is outside of the file');
  const record = view(await files.read(file, recordOffset, end64.length));
  if (record.getUint32(0, true) !== end64.signature) return fail('its zip64 record is damaged');
  return { offset: count64(record, 48, fail), length: count64(record, 40, fail) };
}

function parseDirectory(bytes: Uint8Array, fail: Fail): ReadonlyMap<string, Entry> {
  const directory = view(bytes);
  const entries = new Map<string, Entry>();
  for (let at = 0; at < bytes.length;) {
    if (at + central.length > bytes.length || directory.getUint32(at, true) !== central.signature) {
      fail(`its zip directory is damaged at entry ${entries.size}`);
    }
    const nameAt = at + central.length;
    const extraAt = nameAt + directory.getUint16(at + 28, true);
    const commentAt = extraAt + directory.getUint16(at + 30, true);
    const next = commentAt + directory.getUint16(at + 32, true);
    if (next > bytes.length) fail(`its zip directory is damaged at entry ${entries.size}`);
    const name = new TextDecoder().decode(bytes.subarray(nameAt, extraAt));
    if (entries.has(name)) fail(`it has the entry "${name}" twice`);

    const wide = zip64Values(directory, extraAt, commentAt, fail);
    const number = (field: number): number => {
      const value = directory.getUint32(at + field, true);
      return value === in64.number ? wide() : value;
    };
    // In the order in which the zip64 field has them.
    const length = number(24);
    const stored = number(20);
    const headerOffset = number(42);
    const encrypted = (directory.getUint16(at + 8, true) & encryptedFlag) !== 0;
    const plain = directory.getUint16(at + 10, true) === 0 && length === stored && !encrypted;
    entries.set(name, { headerOffset, length, plain });
    at = next;
  }
  return entries;
}

/** Gives the 64-bit values of an entry's zip64 extra field, one after another. */
function zip64Values(directory: DataView, begin: number, stop: number, fail: Fail): () => number {
  let at = begin;
  while (at + 4 <= stop && directory.getUint16(at, true) !== zip64Field)
    at += 4 + directory.getUint16(at + 2, true);
  const fieldEnd = at + 4 <= stop ? Math.min(stop, at + 4 + directory.getUint16(at + 2, true)) : at;
  at += 4;
  return () => {
    if (at + 8 > fieldEnd) fail('its zip directory lacks a 64-bit size or offset');
    at += 8;
    return count64(directory, at - 8, fail);
  };
}

function count64(data: DataView, at: number, fail: Fail): number {
  const value = Number(data.getBigUint64(at, true));
  return Number.isSafeInteger(value) ? value : fail(`its zip directory has a size or offset of ${value}`);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
