/**
 * How often neighbouring tokens occur, and the words where they are new. An open-addressing hash table over typed arrays:
 * millions of pairs come and go while merges are learnt.
 */
export class PairTable {
  private size = 0;
  private mask = 0xffff;
  /** Of each slot the number of its pair plus 1, so that 0 is free. */
  private slots = new Int32Array(this.mask + 1);
  lefts = new Int32Array(this.slots.length >> 1);
  rights = new Int32Array(this.slots.length >> 1);
  counts = new Float64Array(this.slots.length >> 1);
  private readonly places: (number[] | undefined)[] = [];
  private touched: number[] = [];

  /** Counts a pair that a word has now. Words must come one after the other. */
  add(left: number, right: number, count: number, word: number): void {
    const pair = this.pairOf(left, right);
    this.counts[pair] += count;
    const places = this.places[pair];
    if (places === undefined) {
      this.places[pair] = [word];
      this.touched.push(pair);
    } else if (places[places.length - 1] !== word) places.push(word);
  }

  /** Counts a pair that a word has no more. */
  remove(left: number, right: number, count: number): void {
    this.counts[this.pairOf(left, right)] -= count;
  }

  /** Visits the pairs that were added since the last time, with the words that have them. */
  takeAdded(visit: (pair: number, words: readonly number[]) => void): void {
    const { touched } = this;
    this.touched = [];
    for (const pair of touched) {
      visit(pair, this.places[pair]!);
      this.places[pair] = undefined;
    }
  }

  private pairOf(left: number, right: number): number {
    let slot = hash(left, right) & this.mask;
    for (let entry = this.slots[slot]; entry !== 0; entry = this.slots[slot]) {
      if (this.lefts[entry - 1] === left && this.rights[entry - 1] === right) return entry - 1;
      slot = (slot + 1) & this.mask;
    }
    if (this.size === this.lefts.length) {
      this.grow();
      return this.pairOf(left, right);
    }
    const pair = this.size++;
    this.slots[slot] = pair + 1;
    this.lefts[pair] = left;
    this.rights[pair] = right;
    return pair;
  }

  private grow(): void {
    this.mask = 2 * this.mask + 1;
    this.slots = new Int32Array(this.mask + 1);
    const larger = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    const capacity = this.slots.length >> 1;
    this.lefts = larger(this.lefts, new Int32Array(capacity));
    this.rights = larger(this.rights, new Int32Array(capacity));
    this.counts = larger(this.counts, new Float64Array(capacity));
    for (let pair = 0; pair < this.size; pair++) {
      let slot = hash(this.lefts[pair], this.rights[pair]) & this.mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & this.mask;
      this.slots[slot] = pair + 1;
    }
  }
}

function hash(left: number, right: number): number {
  const mixed = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
