import { TokenizerFileError } from '../errors.js';
import type { Spec } from '../spec.js';
import { hashRange, StringTable } from '../text/string-table.js';

// Far above every real vocabulary; ids index arrays.
const largestId = 0x7fffffff >> 4;

/** Tokens and their ids, both ways. */
export class Vocabulary {
  private readonly table: StringTable;
  /** By index in the table. */
  private readonly idAt: Int32Array;
  /** By id: the index in the table plus 1, and what it reads, once it was asked for. */
  private indexes: number[] | undefined;
  private readonly tokens: (string | undefined)[] = [];
  private map: ReadonlyMap<string, number> | undefined;

  /** @param entries the last id counts where a token comes twice */
  constructor(entries: ReadonlyMap<string, number> | readonly (readonly [token: string, id: number])[]) {
    this.table = new StringTable('size' in entries ? entries.size : entries.length);
    const ids: number[] = [];
    for (const [token, id] of entries) {
      const hash = hashRange(token, 0, token.length);
      const known = this.table.find(hash, token, 0, token.length);
      ids[known >= 0 ? known : this.table.add(hash, token, 0, token.length)] = id;
    }
    this.idAt = Int32Array.from(ids);
  }

  /** From `{ token: id }`, or a list of tokens. */
  static read(spec: Spec, name: string): Vocabulary {
    const value = spec.raw(name);
    if (Array.isArray(value)) return Vocabulary.fromTokens(value, spec.path(name));
    const vocab = spec.object(name);
    const tokens = vocab.names();
    return new Vocabulary(
      tokens.map((token) => {
        const id = vocab.raw(token);
        if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > largestId) {
          throw new TokenizerFileError(vocab.where, `the token ${JSON.stringify(token)} has no valid id`);
        }
        return [token, id];
      }),
    );
  }

  static fromTokens(tokens: readonly unknown[], where: string): Vocabulary {
    return new Vocabulary(
      tokens.map((token, id) => {
        if (typeof token !== 'string') throw new TokenizerFileError(where, `token ${id} is not a string`);
        return [token, id];
      }),
    );
  }

  get size(): number {
    return this.table.size;
  }

  /** UTF-16 units of the longest token. */
  get longest(): number {
    return this.table.longest;
  }

  id(token: string): number | undefined {
    const index = this.table.indexOf(token);
    return index < 0 ? undefined : this.idAt[index];
  }

  /** The id of `head` and `[start, end)` of a text together, or -1; `hash` is that of both (see `hashRange`). */
  find(hash: number, head: string, headLength: number, text: string, start: number, end: number): number {
    const index = this.table.findJoined(hash, head, headLength, text, start, end);
    return index < 0 ? -1 : this.idAt[index];
  }

  /** The id of a token given as its first `length` units, or -1. */
  findUnits(hash: number, units: Uint16Array, length: number): number {
    const index = this.table.findUnits(hash, units, length);
    return index < 0 ? -1 : this.idAt[index];
  }

  token(id: number): string | undefined {
    const known = this.tokens[id];
    if (known !== undefined) return known;
    this.indexes ??= this.indexesById();
    const index = this.indexes[id];
    return index > 0 ? (this.tokens[id] = this.table.at(index - 1)) : undefined;
  }

  /** Every token and its id; made when it is asked for, as texts are encoded and decoded without. */
  get ids(): ReadonlyMap<string, number> {
    return (this.map ??= new Map(Array.from(this.idAt, (id, index) => [this.table.at(index), id])));
  }

  private indexesById(): number[] {
    const indexes: number[] = [];
    this.idAt.forEach((id, index) => (indexes[id] = index + 1));
    return indexes;
  }
}
