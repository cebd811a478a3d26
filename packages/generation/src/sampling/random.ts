import { InvalidArgumentError } from '@automodel/core';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { mersenne } from 'pure-rand/generator/mersenne';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/**
 * A reproducible stream of random numbers (Mersenne Twister). Equal seeds give equal numbers on every machine; they are not
 * the numbers that torch draws for the same seed.
 */
export class Random {
  readonly #generator: RandomGenerator;

  /** @throws InvalidArgumentError if `seed` is not an integer from 0 to 2^32 - 1 */
  constructor(seed: number) {
    if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
      throw new InvalidArgumentError(`seed must be an integer from 0 to 2^32 - 1, not ${String(seed)}`);
    }
    this.#generator = mersenne(seed | 0);
  }

  /** A number from 0 to 1, without 1, of 53 random bits. */
  next(): number {
    return uniformFloat64(this.#generator);
  }

  /** An integer from 0 to 2^32 - 1. */
  nextUint32(): number {
    return this.#generator.next() >>> 0;
  }
}

/** Where calls that name no seed get theirs from. */
let seeds: Random | undefined;

/** Makes all later calls that name no seed of their own reproducible, as Python's `set_seed`. */
export function set_seed(seed: number): void {
  seeds = new Random(seed);
}

/**
 * The streams of a batch: one for each prompt, so that what a prompt gets depends neither on its neighbours nor on how
 * many there are.
 *
 * @param seed one for all prompts, or one for each; without one it comes from {@link set_seed}, or is a surprise
 * @throws InvalidArgumentError if there are not as many seeds as prompts
 */
export function randomStreams(seed: number | readonly number[] | undefined, prompts: number): Random[] {
  if (typeof seed === 'object') {
    if (seed.length !== prompts) {
      throw new InvalidArgumentError(
        `seed has ${seed.length} numbers for ${prompts} prompts: give one each, or a single number for all`,
      );
    }
    // As a prompt that is alone with this seed gets it.
    return seed.map((own) => randomStreams(own, 1)[0]);
  }
  const source = new Random(seed ?? seeds?.nextUint32() ?? Math.floor(Math.random() * 2 ** 32));
  return Array.from({ length: prompts }, () => new Random(source.nextUint32()));
}
