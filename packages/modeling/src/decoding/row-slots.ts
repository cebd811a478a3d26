import type { InputMemory } from './input-memory.js';
import type { KeyValueCaches } from './key-value-caches.js';

/** What is moved with the rows. */
type Caches = Pick<KeyValueCaches, 'copy' | 'move'>;
type Memory = Pick<InputMemory, 'move'>;

/**
 * Where rows lie: every input has `width` slots side by side, one for each row that reads it, so that its rows can be
 * computed as queries of one input. A decoder without an encoder is one input for all of its rows.
 */
export class RowSlots {
  /** Slot of each row. */
  slots: Int32Array;
  /** Slots that no row lies in; there are some where one input has fewer rows than another. */
  vacant: number[] = [];

  constructor(
    public inputs: number,
    public width: number,
  ) {
    this.slots = Int32Array.from({ length: inputs * width }, (_, row) => row);
  }

  /** How many slots there are. */
  get size(): number {
    return this.inputs * this.width;
  }

  /** Row `i` becomes what row `parents[i]` was, of the same input. Moves as little as it can. */
  reorder(parents: ArrayLike<number>, caches: Caches, memory?: Memory): void {
    const { slots, width } = this;
    const sources = Int32Array.from(parents, (parent) => slots[parent]);
    const counts = new Int32Array(this.inputs);
    for (const slot of sources) counts[Math.floor(slot / width)]++;
    this.slots = arrange(sources, width, counts, caches);
    this.close(counts, caches, memory);
  }

  /** Closes the gaps that inputs without rows leave, and those behind the rows of every input. */
  private close(counts: Int32Array, caches: Caches, memory?: Memory): void {
    const { inputs, width: before } = this;
    const width = Math.max(...counts);
    const living = counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
    this.vacant = [];
    const places = new Int32Array(inputs);
    let last = inputs - 1;
    // In ascending order, everything moves to the left, onto what has moved already or is given up.
    for (let to = 0; to < living; to++) {
      let from = to;
      if (counts[to] === 0) {
        while (counts[last] === 0) last--;
        from = last--;
        memory?.move(from, to);
      }
      places[from] = to;
      for (let i = 0; i < width; i++) {
        if (i >= counts[from]) this.vacant.push(to * width + i);
        else if (from * before !== to * width) caches.move(from * before + i, to * width + i);
      }
    }
    if (living === inputs && width === before) return;
    this.slots = this.slots.map((slot) => places[Math.floor(slot / before)] * width + (slot % before));
    this.inputs = living;
    this.width = width;
  }
}

/** Gives rows the first slots of their inputs: each its source, if nobody else has it, else a copy in a free one. */
function arrange(sources: Int32Array, width: number, counts: Int32Array, caches: Caches): Int32Array {
  const next = new Int32Array(sources.length).fill(-1);
  const taken = new Set<number>();
  sources.forEach((slot, row) => {
    if (slot % width >= counts[Math.floor(slot / width)] || taken.has(slot)) return;
    taken.add(slot);
    next[row] = slot;
  });
  // No row goes on in a slot that is still free: whoever could, has taken it.
  sources.forEach((slot, row) => {
    if (next[row] >= 0) return;
    let free = slot - (slot % width);
    while (taken.has(free)) free++;
    taken.add(free);
    caches.copy(slot, free);
    next[row] = free;
  });
  return next;
}
