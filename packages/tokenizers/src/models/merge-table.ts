const RECENT = 16384;

/** What becomes of pairs of tokens: a hash table of numbers, as there are up to a million pairs. */
export class MergeTable {
  private readonly mask: number;
  /** Four numbers a pair: left token plus 1 (0: free), right token, rank, and the token that they become. */
  private readonly slots: Int32Array;
  /**
   * Three numbers a pair: its tokens, and what `find` said. The table is too large for the processor's cache, but most of
   * what is asked are a few pairs over and over.
   */
  private readonly recent = new Int32Array(3 * RECENT).fill(-1);

  /** A bit a hash: most pairs that are never merged show here already, which the processor's cache holds. */
  private readonly bits: Int32Array;

  constructor(count: number) {
    let capacity = 16;
    while (capacity < 1.5 * count) capacity *= 2;
    this.bits = new Int32Array(capacity / 8);
    this.mask = capacity - 1;
    this.slots = new Int32Array(4 * capacity);
  }

  /** The last one wins where a pair comes twice. */
  set(left: number, right: number, rank: number, result: number): void {
    const slot = this.slot(left, right);
    this.slots[slot] = left + 1;
    this.slots[slot + 1] = right;
    this.slots[slot + 2] = rank;
    this.slots[slot + 3] = result;
    const hash = hashOf(left, right);
    this.bits[(hash >>> 5) & (this.bits.length - 1)] |= 1 << hash;
  }

  /** Where a pair is kept, or -1 if it is never merged. */
  find(left: number, right: number): number {
    const { recent } = this;
    const hash = hashOf(left, right);
    const at = 3 * (hash & (RECENT - 1));
    if (recent[at] === left && recent[at + 1] === right) return recent[at + 2];
    recent[at] = left;
    recent[at + 1] = right;
    const { bits } = this;
    if ((bits[(hash >>> 5) & (bits.length - 1)] & (1 << hash)) === 0) return (recent[at + 2] = -1);
    const slot = this.slot(left, right);
    return (recent[at + 2] = this.slots[slot] === 0 ? -1 : slot);
  }

  /** How early the pair at a place is merged: the lower the earlier. */
  rank(place: number): number {
    return this.slots[place + 2];
  }

  /** What the pair at a place becomes. */
  result(place: number): number {
    return this.slots[place + 3];
  }

  private slot(left: number, right: number): number {
    const { slots, mask } = this;
    for (let slot = hashOf(left, right) & mask; ; slot = (slot + 1) & mask) {
      const found = slots[4 * slot];
      if (found === 0 || (found === left + 1 && slots[4 * slot + 1] === right)) return 4 * slot;
    }
  }
}

function hashOf(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
