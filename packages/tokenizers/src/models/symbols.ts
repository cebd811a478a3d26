import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import type { MergeTable } from './merge-table.js';
import { MinHeap } from './min-heap.js';
import type { WordTokens } from './model.js';

// Up to here looking through all pairs is faster than keeping them in a heap.
const mostInLine = 100;
const never = 0x7fffffff;
// Heap entries are rank * POSITIONS + position: exact in a double for ranks below 2^27.
const POSITIONS = 2 ** 26;

/** The tokens of a word while they are merged: always the pair that was learnt first, the leftmost of equal ones. */
export class Symbols {
  private count = 0;
  private ids = new Int32Array(mostInLine);
  /** In UTF-8 bytes, by which Python counts. */
  private lengths = new Int32Array(mostInLine);
  /** Of each symbol and the next one. */
  private readonly ranks = new Int32Array(mostInLine);

  constructor(private readonly merges: MergeTable) {}

  /** Begins a word. */
  clear(): void {
    this.count = 0;
    // A very long word is rare; its arrays would stay forever.
    if (this.ids.length > 65536)
      [this.ids, this.lengths] = [new Int32Array(mostInLine), new Int32Array(mostInLine)];
  }

  add(id: number, length: number): void {
    const { count } = this;
    if (count === this.ids.length) {
      this.ids = doubled(this.ids);
      this.lengths = doubled(this.lengths);
    }
    this.ids[count] = id;
    this.lengths[count] = length;
    this.count++;
  }

  /** Merges all that can be merged; n log n. */
  merge(): void {
    if (this.count <= mostInLine) this.mergeInLine();
    else this.mergeByHeap();
  }

  /** What is left, as tokens of `word`. */
  tokensOf(word: string): WordTokens {
    const { count, lengths } = this;
    const ids: number[] = [];
    const offsets: number[] = [];
    // The current character, and the byte it ends before.
    let start = 0;
    let end = 0;
    let endByte = 0;
    let byte = 0;
    for (let i = 0; i < count; i++) {
      ids.push(this.ids[i]);
      // To the character of the token's first byte, then to that of its last one.
      for (let bound = 0; bound < 2; bound++) {
        const target = bound === 0 ? byte : byte + lengths[i] - 1;
        while (endByte <= target && end < word.length) {
          const codePoint = codePointAt(word, end);
          start = end;
          end += unitsOf(codePoint);
          endByte += utf8Length(codePoint);
        }
        offsets.push(bound === 0 ? start : end);
      }
      byte += lengths[i];
    }
    return { ids, offsets };
  }

  private mergeInLine(): void {
    const { merges, ids, lengths, ranks } = this;
    for (let i = 0; i + 1 < this.count; i++) this.look(i);
    for (;;) {
      // Behind the last symbol nothing follows.
      const last = this.count - 1;
      let first = never;
      let left = -1;
      for (let i = 0; i < last; i++) {
        if (ranks[i] < first) {
          first = ranks[i];
          left = i;
        }
      }
      if (left < 0) return;
      ids[left] = merges.result(first);
      lengths[left] += lengths[left + 1];
      for (let i = left + 1; i < last; i++) {
        ids[i] = ids[i + 1];
        lengths[i] = lengths[i + 1];
        ranks[i] = ranks[i + 1];
      }
      this.count = last;
      if (left + 1 < last) this.look(left);
      if (left > 0) this.look(left - 1);
    }
  }

  /** Looks up how early a symbol and the next one are merged. */
  private look(left: number): void {
    const rank = this.merges.rank(this.ids[left], this.ids[left + 1]);
    this.ranks[left] = rank < 0 ? never : rank;
  }

  private mergeByHeap(): void {
    const { merges, ids, lengths, count } = this;
    const next = new Int32Array(count);
    const previous = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    const queue = new MinHeap();
    const enqueue = (left: number): void => {
      const rank = merges.rank(ids[left], ids[next[left]]);
      if (rank >= 0) queue.push(rank * POSITIONS + left);
    };
    for (let i = 0; i + 1 < count; i++) enqueue(i);
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const left = entry % POSITIONS;
      const right = next[left];
      // An entry is stale once one of its two tokens was merged with another.
      if (lengths[left] === 0 || right >= count) continue;
      const rank = merges.rank(ids[left], ids[right]);
      if (rank !== Math.floor(entry / POSITIONS)) continue;
      ids[left] = merges.result(rank);
      lengths[left] += lengths[right];
      lengths[right] = 0;
      next[left] = next[right];
      if (next[left] < count) {
        previous[next[left]] = left;
        enqueue(left);
      }
      if (previous[left] >= 0) enqueue(previous[left]);
    }
    let kept = 0;
    for (let i = 0; i < count; i = next[i], kept++) {
      ids[kept] = ids[i];
      lengths[kept] = lengths[i];
    }
    this.count = kept;
  }
}

function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * old.length);
  larger.set(old);
  return larger;
}
