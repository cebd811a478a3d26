import { byteCharacters } from '../text/bytes.js';
import type { MergeTable } from './merge-table.js';
import type { Vocabulary } from './vocabulary.js';

/** Flags of tokens: whether the first byte begins a character of several bytes, and the last one is not the first of one. */
const begins = 1;
const ends = 2;
/** A token that may be less than a character. */
const part = 4;
/** Later than every rank. */
const never = 0x7fffffff;

const byteOf = new Uint8Array(0x200);
byteCharacters.forEach((character, byte) => (byteOf[character.charCodeAt(0)] = byte));

/**
 * What the bytes of a character become in any text before they become anything else: a word's merges may begin with that.
 *
 * What could come first are merges across the character's border. Those take a token that is less than a character, at
 * its beginning or its end; the earliest of them between characters of several bytes is known for each such token. Merges
 * within the character that are earlier than all of these are made before them.
 */
export class CharacterMerges {
  /** By UTF-16 unit; undefined until it was asked for. */
  private readonly known = new Array<readonly number[] | undefined>(0x10000);
  /** By the id of a token that is less than a character. */
  private readonly firstAcross = new Map<number, number>();

  constructor(
    vocabulary: Vocabulary,
    private readonly merges: MergeTable,
    private readonly byteIds: Int32Array,
  ) {
    const flags = flagsOf(vocabulary);
    for (let rank = 0; rank < merges.count; rank++) {
      const left = merges.left(rank);
      const right = merges.right(rank);
      if ((flags[left] & ends) === 0 || (flags[right] & begins) === 0) continue;
      if (flags[left] & part && !this.firstAcross.has(left)) this.firstAcross.set(left, rank);
      if (flags[right] & part && !this.firstAcross.has(right)) this.firstAcross.set(right, rank);
    }
  }

  /**
   * The tokens of a character of two or three bytes between others of several bytes: id, length in bytes, id, length, ...
   *
   * @param unit the character, whose UTF-8 form has its `length` at `start` of `bytes`
   */
  tokensOf(unit: number, bytes: Uint8Array, start: number, length: number): readonly number[] {
    return (this.known[unit] ??= this.merge(bytes.subarray(start, start + length)));
  }

  private merge(bytes: Uint8Array): readonly number[] {
    const { merges } = this;
    const tokens: number[] = [];
    for (const byte of bytes) tokens.push(this.byteIds[byte], 1);
    const limit = this.earliestAcross(tokens);
    for (;;) {
      let first = limit;
      let left = -1;
      for (let i = 0; i + 2 < tokens.length; i += 2) {
        const rank = merges.rank(tokens[i], tokens[i + 2]);
        if (rank < 0 || rank >= first) continue;
        first = rank;
        left = i;
      }
      if (left < 0) return tokens;
      const length = tokens[left + 1] + tokens[left + 3];
      tokens.splice(left, 4, merges.result(first), length);
    }
  }

  /** The rank of the first merge that may take a part of a character away. */
  private earliestAcross(bytes: readonly number[]): number {
    const { merges, firstAcross } = this;
    const last = bytes.length - 2;
    let earliest = never;
    const consider = (part: number): void => {
      earliest = Math.min(earliest, firstAcross.get(part) ?? never);
    };
    consider(bytes[0]);
    consider(bytes[last]);
    // Of three bytes two may be a token.
    for (let i = 0; i < last && last === 4; i += 2) {
      const rank = merges.rank(bytes[i], bytes[i + 2]);
      if (rank >= 0) consider(merges.result(rank));
    }
    return earliest;
  }
}

/** The flags of tokens by their ids. */
function flagsOf(vocabulary: Vocabulary): Uint8Array {
  const { starts, units, length } = vocabulary.tokens;
  const flags = new Uint8Array(vocabulary.idLimit);
  for (let index = 0; index < length; index++) {
    const start = starts[index];
    const size = starts[index + 1] - start;
    if (size === 0) continue;
    const first = byteOf[units[start]];
    let flag = first >= 0xc0 ? begins : 0;
    if (isContinuation(byteOf[units[start + size - 1]])) flag |= ends;
    if (size < 4 && (isContinuation(first) || size < bytesOfCharacter(first))) flag |= part;
    flags[vocabulary.idAt(index)] |= flag;
  }
  return flags;
}

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** By its first byte. */
function bytesOfCharacter(first: number): number {
  return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
