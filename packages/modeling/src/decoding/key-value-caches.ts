import type { Binding, Session, TensorBuffer } from '@automodel/runtime';

interface Cache {
  readonly buffer: TensorBuffer<'float32'>;
  readonly heads: number;
  readonly headSize: number;
}

/**
 * The past key values of some rows, each in a slot: of every layer `[slots, heads, capacity, headSize]`, bound as input and
 * output of a session, so that it appends in place.
 */
export class KeyValueCaches {
  /** Tokens of each slot whose keys and values are there. */
  readonly lengths: Int32Array;
  /** The tokens that a slot's keys and values belong to: equal beginnings need no copying. */
  private readonly histories: Int32Array[];
  private readonly caches: Cache[];

  constructor(
    session: Session,
    binding: Binding,
    slots: number,
    private readonly capacity: number,
  ) {
    this.lengths = new Int32Array(slots);
    this.histories = Array.from({ length: slots }, () => new Int32Array(capacity));
    this.caches = session.inputs
      .filter(({ name }) => name.startsWith('past.'))
      .map(({ name, shape }) => {
        const [heads, headSize] = [Number(shape[1]), Number(shape[3])];
        const buffer = session.allocate('float32', [slots, heads, capacity, headSize]);
        binding.input(name, buffer).output(name.replace('past.', 'present.'), buffer);
        return { buffer, heads, headSize };
      });
  }

  /** Takes the first `slots` slots into the next run. */
  resize(slots: number): void {
    for (const { buffer, heads, headSize } of this.caches) {
      buffer.resize([slots, heads, this.capacity, headSize]);
    }
  }

  /** The tokens of a slot and those that follow. */
  tokens(slot: number, next: ArrayLike<number>): Int32Array {
    const length = this.lengths[slot];
    const all = new Int32Array(length + next.length);
    all.set(this.histories[slot].subarray(0, length));
    all.set(next, length);
    return all;
  }

  append(slot: number, tokens: ArrayLike<number>): void {
    this.histories[slot].set(tokens, this.lengths[slot]);
    this.lengths[slot] += tokens.length;
  }

  appendOne(slot: number, token: number): void {
    this.histories[slot][this.lengths[slot]++] = token;
  }

  /**
   * Makes slot `to` what slot `from` is; copies from the first token on in which they differ. Both must read the same
   * input.
   */
  copy(from: number, to: number): void {
    const [source, target] = [this.histories[from], this.histories[to]];
    const shared = Math.min(this.lengths[from], this.lengths[to]);
    let start = 0;
    while (start < shared && source[start] === target[start]) start++;
    this.copyTokens(from, to, start);
  }

  /** Makes slot `to` what slot `from` is, whatever it was before. */
  move(from: number, to: number): void {
    this.copyTokens(from, to, 0);
  }

  /** Forgets the tokens of a slot. */
  clear(slot: number): void {
    this.lengths[slot] = 0;
  }

  dispose(): void {
    for (const { buffer } of this.caches) buffer.dispose();
  }

  private copyTokens(from: number, to: number, start: number): void {
    const length = this.lengths[from];
    this.histories[to].set(this.histories[from].subarray(start, length), start);
    this.lengths[to] = length;
    for (const { buffer, heads, headSize } of this.caches) {
      const { data } = buffer;
      const row = this.capacity * headSize;
      for (let head = 0; head < heads; head++) {
        const begin = (from * heads + head) * row;
        data.copyWithin(
          (to * heads + head) * row + start * headSize,
          begin + start * headSize,
          begin + length * headSize,
        );
      }
    }
  }
}
