import { mersenne } from 'pure-rand/generator/mersenne';

/** The random numbers that torch's CPU generator gives for a seed: watermarks depend on them. */
export class TorchRandom {
  readonly #next: () => number;

  /** @param seed torch uses its low 32 bits */
  constructor(seed: number) {
    const generator = mersenne(seed | 0);
    this.#next = () => generator.next() >>> 0;
  }

  /** The first `count` elements of `torch.randperm(size)`. */
  permutation(size: number, count = size): Int32Array {
    const values = new Int32Array(size);
    for (let i = 0; i < size; i++) values[i] = i;
    const end = Math.min(count, size - 1);
    for (let i = 0; i < end; i++) {
      const other = i + (this.#next() % (size - i));
      const value = values[i];
      values[i] = values[other];
      values[other] = value;
    }
    return values.subarray(0, count);
  }

  /** `torch.randint(0, 2, (count,))`. */
  bits(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.#next() % 2);
  }
}
