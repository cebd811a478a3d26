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

/**
 * Numbers strings in the order in which they come. Unlike a `Map`, it looks up parts of texts, or two parts as one, without
 * cutting them out, which would take longer than the look-up; and 100,000 strings are a few typed arrays.
 */
export class StringTable {
  private count = 0;
  private mask = 63;
  /** Pairs: the hash of a string, and its index plus 1 (0: free). */
  private slots = new Int32Array(2 * (this.mask + 1));
  /** All strings in a row. */
  private units = new Uint16Array(256);
  /** Where each string begins in `units`, and where the last one ends. */
  private starts = new Int32Array(64);

  get size(): number {
    return this.count;
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
    const at = this.starts[index];
    return (
      index < this.count &&
      this.starts[index + 1] - at === headLength + end - start &&
      this.holds(at, head, 0, headLength) &&
      this.holds(at + headLength, text, start, end)
    );
  }

  /** The index of a string given as its first `length` units, or -1. */
  findUnits(hash: number, given: Uint16Array, length: number): number {
    const { slots, mask, starts, units } = this;
    for (let slot = firstSlot(hash) & mask; ; slot = (slot + 1) & mask) {
      const index = slots[2 * slot + 1] - 1;
      if (index < 0) return -1;
      if (slots[2 * slot] !== hash) continue;
      const at = starts[index];
      if (starts[index + 1] - at !== length) continue;
      let same = 0;
      while (same < length && units[at + same] === given[same]) same++;
      if (same === length) return index;
    }
  }

  /** Gives the next index to a string that has none. */
  add(hash: number, text: string, start: number, end: number): number {
    const index = this.count++;
    if (index + 2 > this.starts.length) this.starts = grown(this.starts, new Int32Array(2 * index + 16));
    const begin = this.starts[index];
    const stop = begin + end - start;
    if (stop > this.units.length) this.units = grown(this.units, new Uint16Array(2 * stop));
    for (let i = start; i < end; i++) this.units[begin + i - start] = text.charCodeAt(i);
    this.starts[index + 1] = stop;
    if (1.25 * this.count > this.mask) this.rehash();
    this.put(hash, index);
    return index;
  }

  /** The string with an index. */
  at(index: number): string {
    let text = '';
    for (let i = this.starts[index]; i < this.starts[index + 1]; i++)
      text += String.fromCharCode(this.units[i]);
    return text;
  }

  /** Units of the longest string. */
  get longest(): number {
    let longest = 0;
    for (let i = 0; i < this.count; i++) longest = Math.max(longest, this.starts[i + 1] - this.starts[i]);
    return longest;
  }

  private holds(at: number, text: string, start: number, end: number): boolean {
    const { units } = this;
    for (let i = start; i < end; i++, at++) if (units[at] !== text.charCodeAt(i)) return false;
    return true;
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

function grown<T extends Int32Array | Uint16Array>(old: T, larger: T): T {
  larger.set(old);
  return larger;
}
