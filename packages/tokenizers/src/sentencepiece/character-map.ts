import { decodeUtf8 } from '../text/web.js';

/** A prefix that the map replaces: its length in bytes, and where the replacement is. */
export interface MappedPrefix {
  readonly length: number;
  readonly value: number;
}

/**
 * SentencePiece's precompiled character map: a double-array trie (as darts-clone lays it out) over UTF-8, and the
 * replacements one after the other, each ended by a zero byte.
 */
export class CharacterMap {
  private readonly trie: Uint32Array;
  private readonly replacements: Uint8Array;

  /** @throws RangeError if the map is cut off. */
  constructor(charsmap: Uint8Array) {
    const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
    const trieBytes = view.getUint32(0, true);
    if (trieBytes === 0 || trieBytes % 4 !== 0 || trieBytes > charsmap.length - 4) {
      throw new RangeError(`its trie claims ${trieBytes} bytes, but ${charsmap.length - 4} are there`);
    }
    this.trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
    this.replacements = charsmap.subarray(4 + trieBytes);
  }

  /** Every prefix of the bytes from `start` on that has a replacement, the shortest first. */
  *prefixes(bytes: Uint8Array, start = 0): Generator<MappedPrefix> {
    const { trie } = this;
    let node = offsetOf(trie[0]);
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === 0) return;
      node ^= byte;
      if (node >= trie.length) return;
      const unit = trie[node];
      if ((unit & 0x800000ff) >>> 0 !== byte) return;
      node ^= offsetOf(unit);
      if ((unit >>> 8) & 1 && node < trie.length) {
        yield { length: at + 1 - start, value: trie[node] & 0x7fffffff };
      }
    }
  }

  /** The text that {@link MappedPrefix.value} stands for. */
  replacement(value: number): string {
    const end = this.replacements.indexOf(0, value);
    return decodeUtf8(this.replacements.subarray(value, end < 0 ? undefined : end));
  }
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
}
