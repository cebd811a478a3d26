const RECENT = 16384;

/** What becomes of pairs of tokens: a hash table of numbers, as there are up to a million pairs. */
export class MergeTable {
  private readonly mask: number;
  /** The rank of a pair plus 1 (0: free). */
  private readonly slots: Int32Array;
  /** Three numbers a rank: left token, right token, and the token that they become. */
  private readonly merges: Int32Array;
  /**
   * Three numbers a pair: its tokens, and what `find` said. The table is too large for the processor's cache, but most of
   * what is asked are a few pairs over and over.
   */
  private readonly recent = new Int32Array(3 * RECENT).fill(-1);
  /** A bit a hash: most pairs that are never merged show here already, which the processor's cache holds. */
  private readonly bits: Int32Array;

  /** @param count how many merges there are; ranks are below */
  constructor(count: number) {
    let capacity = 16;
    while (capacity < 1.5 * count) capacity *= 2;
    this.bits = new Int32Array(capacity / 8);
    this.mask = capacity - 1;
    this.slots = new Int32Array(capacity);
    this.merges = new Int32Array(3 * count);
  }

  /** The last one wins where a pair comes twice. */
  set(left: number, right: number, rank: number, result: number): void {
    const hash = hashOf(left, right);
    this.merges[3 * rank] = left;
    this.merges[3 * rank + 1] = right;
    this.merges[3 * rank + 2] = result;
    this.slots[this.slot(hash, left, right)] = rank + 1;
    this.bits[(hash >>> 5) & (this.bits.length - 1)] |= 1 << hash;
  }

  /** How early a pair is merged - the lower the earlier -, or -1 if it never is. */
  rank(left: number, right: number): number {
    const { recent } = this;
    const hash = hashOf(left, right);
    const at = 3 * (hash & (RECENT - 1));
    if (recent[at] === left && recent[at + 1] === right) return recent[at + 2];
    recent[at] = left;
    recent[at + 1] = right;
    const { bits } = this;
    if ((bits[(hash >>> 5) & (bits.length - 1)] & (1 << hash)) === 0) return (recent[at + 2] = -1);
    return (recent[at + 2] = this.slots[this.slot(hash, left, right)] - 1);
  }

  /** How many ranks there are. */
  get count(): number {
    return this.merges.length / 3;
  }

  left(rank: number): number {
    return this.merges[3 * rank];
  }

  right(rank: number): number {
    return this.merges[3 * rank + 1];
  }

  /** What the pair of a rank becomes. */
  result(rank: number): number {
    return this.merges[3 * rank + 2];
  }

  private slot(hash: number, left: number, right: number): number {
    const { slots, merges, mask } = this;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const rank = slots[slot] - 1;
      if (rank < 0 || (merges[3 * rank] === left && merges[3 * rank + 1] === right)) return slot;
    }
  }
}

function hashOf(left: number, right: number): number {
  const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return hash ^ (hash >>> 15);
}
