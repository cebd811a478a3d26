import { StringList } from './string-list.js';

/** The hash of the empty string. */
export const emptyHash = 0x811c9dc5 | 0;

/** FNV-1a over UTF-16 units: the hash of a string with one more unit. */
export function hashUnit(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, 0x01000193);
}

/** The hash of what is behind `hash` and of `[start, end)` of a text. */
export function hashRange(text: string, start: number, end: number, hash = emptyHash): number {
  for (let i = start; i < end; i++) hash = hashUnit(hash, text.charCodeAt(i));
  return hash;
}

/** The same for units. */
export function hashUnits(units: Uint16Array, start: number, end: number): number {
  let hash = emptyHash;
  for (let i = start; i < end; i++) hash = hashUnit(hash, units[i]);
  return hash;
}

/** Slots a string at least; with fewer, too many meet. */
const roominess = 1.25;

/**
 * Numbers strings in the order in which they come. Unlike a `Map`, it looks up parts of texts, or two parts as one, without
 * cutting them out, which would take longer than the look-up; and 100,000 strings are a few typed arrays.
 */
export class StringTable {
  /** The strings by their indexes. */
  readonly strings: StringList = new StringList();
  private mask: number;
  /** Pairs: the hash of a string, and its index plus 1 (0: free). */
  private slots: Int32Array;

  /** @param expected how many strings there will be, if that is known */
  constructor(expected = 0) {
    let capacity = 64;
    while (capacity <= roominess * expected) capacity *= 2;
    this.mask = capacity - 1;
    this.slots = new Int32Array(2 * capacity);
  }

  get size(): number {
    return this.strings.length;
  }

  /** Units of the longest string. */
  get longest(): number {
    return this.strings.longest;
  }

  /** The index of a string, or -1. */
  indexOf(text: string): number {
    return this.find(hashRange(text, 0, text.length), text, 0, text.length);
  }

  /** The index of `[start, end)` of a text, or -1; `hash` is `hashRange` of it. */
  find(hash: number, text: string, start: number, end: number): number {
    return this.findJoined(hash, '', 0, text, start, end);
  }

  /** The index of `head` (its first `headLength` units) and `[start, end)` of a text together, or -1; `hash` is that of both. */
  findJoined(
    hash: number,
    head: string,
    headLength: number,
    text: string,
    start: number,
    end: number,
  ): number {
    const { slots, mask } = this;
    for (let slot = firstSlot(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[2 * slot + 1] - 1;
      if (index < 0) return -1;
      if (slots[2 * slot] === hash && this.reads(index, head, headLength, text, start, end)) return index;
    }
  }

  /** Whether the string with an index is `head` (its first `headLength` units) and `[start, end)` of a text together. */
  reads(index: number, head: string, headLength: number, text: string, start: number, end: number): boolean {
    const { length, starts } = this.strings;
    const at = starts[index];
    return (
      index < length &&
      starts[index + 1] - at === headLength + end - start &&
      this.holds(at, head, 0, headLength) &&
      this.holds(at + headLength, text, start, end)
    );
  }

  /** The index of the string that is `[start, end)` of some units, or -1; `hash` is `hashUnits` of it. */
  findUnits(hash: number, units: Uint16Array, start: number, end: number): number {
    const { slots, mask } = this;
    for (let slot = firstSlot(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[2 * slot + 1] - 1;
      if (index < 0) return -1;
      if (slots[2 * slot] === hash && this.isUnits(index, units, start, end)) return index;
    }
  }

  /** Whether the string with an index is `[start, end)` of some units. */
  isUnits(index: number, given: Uint16Array, start: number, end: number): boolean {
    const { length, starts, units } = this.strings;
    const at = starts[index];
    if (index >= length || starts[index + 1] - at !== end - start) return false;
    for (let i = start; i < end; i++) if (units[at + i - start] !== given[i]) return false;
    return true;
  }

  /**
   * The index of each string of a list, or -1. Looked up one by one, each would wait for memory several times; in passes over all
   * of them the processor waits for many at once.
   */
  indexesOf({ length, starts, units }: StringList): Int32Array {
    const { slots, mask } = this;
    const hashes = new Int32Array(length);
    for (let i = 0; i < length; i++) hashes[i] = hashUnits(units, starts[i], starts[i + 1]);
    const indexes = new Int32Array(length);
    for (let i = 0; i < length; i++) {
      const hash = hashes[i];
      let slot = firstSlot(hash) & mask;
      while (slots[2 * slot + 1] !== 0 && slots[2 * slot] !== hash) slot = (slot + 1) & mask;
      indexes[i] = slots[2 * slot + 1] - 1;
    }
    for (let i = 0; i < length; i++) {
      // Another string may have the same hash.
      if (indexes[i] >= 0 && !this.isUnits(indexes[i], units, starts[i], starts[i + 1])) {
        indexes[i] = this.findUnits(hashes[i], units, starts[i], starts[i + 1]);
      }
    }
    return indexes;
  }

  /** Gives the next index to a string that has none: `[start, end)` of a text. */
  add(hash: number, text: string, start: number, end: number): number {
    this.strings.add(text, start, end);
    return this.enter(hash);
  }

  /** The same for `[start, end)` of units. */
  addUnits(hash: number, units: Uint16Array, start: number, end: number): number {
    this.strings.addUnits(units, start, end);
    return this.enter(hash);
  }

  /** The string with an index. */
  at(index: number): string {
    return this.strings.at(index);
  }

  private holds(at: number, text: string, start: number, end: number): boolean {
    const { units } = this.strings;
    for (let i = start; i < end; i++, at++) if (units[at] !== text.charCodeAt(i)) return false;
    return true;
  }

  /** Finds a slot for the string that was added last. */
  private enter(hash: number): number {
    if (roominess * this.size > this.mask) this.rehash();
    this.put(hash, this.size - 1);
    return this.size - 1;
  }

  private put(hash: number, index: number): void {
    const { slots, mask } = this;
    let slot = firstSlot(hash) & mask;
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & mask;
    slots[2 * slot] = hash;
    slots[2 * slot + 1] = index + 1;
  }

  private rehash(): void {
    const { slots } = this;
    this.slots = new Int32Array(2 * slots.length);
    this.mask = slots.length - 1;
    for (let i = 0; i < slots.length; i += 2) if (slots[i + 1] !== 0) this.put(slots[i], slots[i + 1] - 1);
  }
}

/** FNV's low bits alone would collide. */
function firstSlot(hash: number): number {
  return hash ^ (hash >>> 15);
}
