import { TokenizerFileError } from '../errors.js';
import type { Spec } from '../spec.js';
import { hashRange, StringTable } from '../text/string-table.js';

// Far above every real vocabulary; ids index arrays.
const largestId = 0x7fffffff >> 4;

/** Tokens and their ids, both ways. */
export class Vocabulary {
  private readonly table = new StringTable();
  /** By index in the table. */
  private readonly idOf: number[] = [];
  /** By id: the index in the table plus 1. */
  private indexes: number[] | undefined;
  private map: ReadonlyMap<string, number> | undefined;

  /** @param entries the last id counts where a token comes twice */
  constructor(entries: Iterable<readonly [token: string, id: number]> = []) {
    for (const [token, id] of entries) this.add(token, id);
  }

  /** From `{ token: id }`, or a list of tokens. */
  static read(spec: Spec, name: string): Vocabulary {
    const value = spec.raw(name);
    if (Array.isArray(value)) return Vocabulary.fromTokens(value, spec.path(name));
    const vocab = spec.object(name);
    const vocabulary = new Vocabulary();
    vocab.each((token, id) => {
      if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > largestId) {
        throw new TokenizerFileError(vocab.where, `the token ${JSON.stringify(token)} has no valid id`);
      }
      vocabulary.add(token, id);
    });
    return vocabulary;
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
    return index < 0 ? undefined : this.idOf[index];
  }

  /** The index, for `idAt`, of the token that is `[start, end)` of a text, or -1. */
  find(text: string, start: number, end: number): number {
    return this.table.find(hashRange(text, start, end), text, start, end);
  }

  /** The same for `prefix` (its first `length` units) and `[start, end)` of a text together; `hash` is that of both. */
  findJoined(hash: number, prefix: string, length: number, text: string, start: number, end: number): number {
    return this.table.findJoined(hash, prefix, length, text, start, end);
  }

  /** Whether the token with an index is `prefix` (its first `length` units) and `[start, end)` of a text together. */
  reads(index: number, prefix: string, length: number, text: string, start: number, end: number): boolean {
    return this.table.reads(index, prefix, length, text, start, end);
  }

  idAt(index: number): number {
    return this.idOf[index];
  }

  /** The id of a token given as its first `length` units, or -1. */
  findUnits(hash: number, units: Uint16Array, length: number): number {
    const index = this.table.findUnits(hash, units, length);
    return index < 0 ? -1 : this.idOf[index];
  }

  token(id: number): string | undefined {
    this.indexes ??= this.indexesById();
    const index = this.indexes[id];
    return index > 0 ? this.table.at(index - 1) : undefined;
  }

  /** Every token and its id; made when it is asked for, as texts are encoded and decoded without. */
  get ids(): ReadonlyMap<string, number> {
    return (this.map ??= new Map(Array.from(this.idOf, (id, index) => [this.table.at(index), id])));
  }

  private add(token: string, id: number): void {
    const hash = hashRange(token, 0, token.length);
    const known = this.table.find(hash, token, 0, token.length);
    this.idOf[known >= 0 ? known : this.table.add(hash, token, 0, token.length)] = id;
  }

  private indexesById(): number[] {
    const indexes: number[] = [];
    this.idOf.forEach((id, index) => (indexes[id] = index + 1));
    return indexes;
  }
}
