import { TokenizerFileError } from '../errors.js';
import { ScannedVocab } from '../json/scanned.js';
import type { Spec } from '../spec.js';
import type { StringList } from '../text/string-list.js';
import { hashRange, hashUnits, StringTable } from '../text/string-table.js';

// Far above every real vocabulary; ids index arrays.
const largestId = 0x7fffffff >> 4;

/** Tokens and their ids, both ways. */
export class Vocabulary {
  private readonly table: StringTable;
  /** By index in the table. */
  private readonly idOf: number[] = [];
  /** By id: the index in the table plus 1. */
  private indexes: number[] | undefined;
  private map: ReadonlyMap<string, number> | undefined;

  /**
   * @param entries the last id counts where a token comes twice
   * @param expected how many tokens will be added, if that is known
   */
  constructor(entries: Iterable<readonly [token: string, id: number]> = [], expected = 0) {
    this.table = new StringTable(expected);
    for (const [token, id] of entries) this.add(token, id);
  }

  /** From `{ token: id }`, or a list of tokens. */
  static read(spec: Spec, name: string): Vocabulary {
    const value = spec.raw(name);
    if (value instanceof ScannedVocab) return Vocabulary.fromScanned(value);
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

  private static fromScanned({ tokens: { starts, units }, ids }: ScannedVocab): Vocabulary {
    const vocabulary = new Vocabulary([], ids.length);
    const { table, idOf } = vocabulary;
    for (let i = 0; i < ids.length; i++) {
      const hash = hashUnits(units, starts[i], starts[i + 1]);
      const known = table.findUnits(hash, units, starts[i], starts[i + 1]);
      idOf[known >= 0 ? known : table.addUnits(hash, units, starts[i], starts[i + 1])] = ids[i];
    }
    return vocabulary;
  }

  get size(): number {
    return this.table.size;
  }

  /** The tokens by their indexes, for `idAt`. */
  get tokens(): StringList {
    return this.table.strings;
  }

  /** All ids are below. */
  get idLimit(): number {
    let limit = 0;
    for (const id of this.idOf) if (id >= limit) limit = id + 1;
    return limit;
  }

  /** UTF-16 units of the longest token. */
  get longest(): number {
    return this.table.longest;
  }

  id(token: string): number | undefined {
    const index = this.table.indexOf(token);
    return index < 0 ? undefined : this.idOf[index];
  }

  /** The index, for `idAt`, of each token of a list, or -1. */
  indexesOf(tokens: StringList): Int32Array {
    return this.table.indexesOf(tokens);
  }

  /**
   * The index, for `idAt`, of the token that is `prefix` (its first `length` units) and `[start, end)` of a text together, or -1;
   * `hash` is that of both.
   */
  findJoined(hash: number, prefix: string, length: number, text: string, start: number, end: number): number {
    return this.table.findJoined(hash, prefix, length, text, start, end);
  }

  /** Whether the token with an index is `[start, end)` of some units. */
  isUnits(index: number, units: Uint16Array, start: number, end: number): boolean {
    return this.table.isUnits(index, units, start, end);
  }

  idAt(index: number): number {
    return this.idOf[index];
  }

  /** The index, for `idAt`, of the token that is `[start, end)` of some units, or -1. */
  findUnits(units: Uint16Array, start: number, end: number): number {
    return this.table.findUnits(hashUnits(units, start, end), units, start, end);
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
