/** What becomes of pairs of tokens: a hash table of numbers, as there are up to a million pairs. */
export class MergeTable {
  private readonly mask: number;
  private readonly lefts: Int32Array;
  private readonly rights: Int32Array;
  private readonly ranks: Int32Array;
  /** The token that the pair of each rank becomes. */
  private readonly results: Int32Array;

  constructor(count: number) {
    let capacity = 16;
    while (capacity < 2 * count) capacity *= 2;
    this.mask = capacity - 1;
    this.lefts = new Int32Array(capacity).fill(-1);
    this.rights = new Int32Array(capacity);
    this.ranks = new Int32Array(capacity);
    this.results = new Int32Array(count);
  }

  /** The last one wins where a pair comes twice. */
  set(left: number, right: number, rank: number, result: number): void {
    const slot = this.slot(left, right);
    this.lefts[slot] = left;
    this.rights[slot] = right;
    this.ranks[slot] = rank;
    this.results[rank] = result;
  }

  /** How early a pair is merged (the lower the earlier), or -1 for never. */
  rank(left: number, right: number): number {
    const slot = this.slot(left, right);
    return this.lefts[slot] < 0 ? -1 : this.ranks[slot];
  }

  result(rank: number): number {
    return this.results[rank];
  }

  private slot(left: number, right: number): number {
    const hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    let slot = (hash ^ (hash >>> 15)) & this.mask;
    while (this.lefts[slot] >= 0 && (this.lefts[slot] !== left || this.rights[slot] !== right)) {
      slot = (slot + 1) & this.mask;
    }
    return slot;
  }
}
