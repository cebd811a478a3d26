/**
 * A trie over UTF-16 units. All edges lie in one hash table of numbers, so that hundreds of thousands of words cost a few
 * typed arrays instead of millions of objects.
 */
export class Trie {
  /** The node where every walk begins. */
  static readonly root = 0;

  private nodes = 1;
  private mask: number;
  /** Of each edge: node * 65536 + unit, plus 1 so that 0 is free. */
  private keys: Float64Array;
  private targets: Int32Array;
  private values: Int32Array;

  constructor(expectedNodes = 256) {
    let capacity = 512;
    while (capacity < 2 * expectedNodes) capacity *= 2;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity);
    this.targets = new Int32Array(capacity);
    this.values = new Int32Array(capacity / 2).fill(-1);
  }

  /** Stores a value that is not negative; the last one wins. */
  set(word: string, value: number): void {
    let node = Trie.root;
    for (let i = 0; i < word.length; i++) {
      const next = this.next(node, word.charCodeAt(i));
      node = next >= 0 ? next : this.add(node, word.charCodeAt(i));
    }
    this.values[node] = value;
  }

  /** The node after `unit`, or -1. */
  next(node: number, unit: number): number {
    const key = node * 65536 + unit + 1;
    let slot = this.slotOf(node, unit);
    for (;;) {
      const found = this.keys[slot];
      if (found === key) return this.targets[slot];
      if (found === 0) return -1;
      slot = (slot + 1) & this.mask;
    }
  }

  /** The value of the word that ends at `node`, or -1. */
  value(node: number): number {
    return this.values[node];
  }

  private slotOf(node: number, unit: number): number {
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.mask;
  }

  private add(node: number, unit: number): number {
    if (this.nodes * 2 > this.mask) this.grow();
    const target = this.nodes++;
    this.put(node * 65536 + unit + 1, this.slotOf(node, unit), target);
    return target;
  }

  private put(key: number, slot: number, target: number): void {
    while (this.keys[slot] !== 0) slot = (slot + 1) & this.mask;
    this.keys[slot] = key;
    this.targets[slot] = target;
  }

  private grow(): void {
    const { keys, targets, values } = this;
    const capacity = keys.length * 2;
    this.mask = capacity - 1;
    this.keys = new Float64Array(capacity);
    this.targets = new Int32Array(capacity);
    this.values = new Int32Array(capacity / 2).fill(-1);
    this.values.set(values);
    keys.forEach((key, i) => {
      if (key === 0) return;
      const node = Math.floor((key - 1) / 65536);
      this.put(key, this.slotOf(node, (key - 1) % 65536), targets[i]);
    });
  }
}
