import { InvalidArgumentError } from '@automodel/core';

/**
 * A seed for each prompt: what it gets depends neither on its neighbours nor on how many are computed together, and is what it
 * gets alone with its own seed. Of a single number the prompts get this one, the next one, and so on.
 *
 * @throws InvalidArgumentError if there are other than one seed for each prompt
 */
export function seedsOf(
  seed: number | readonly number[] | null | undefined,
  prompts: number,
): readonly number[] | undefined {
  if (seed === undefined || seed === null) return undefined;
  if (typeof seed === 'number') return Array.from({ length: prompts }, (_, i) => (seed + i) % 2 ** 32);
  if (seed.length === prompts) return seed;
  throw new InvalidArgumentError(
    `seed has ${seed.length} numbers for ${prompts} prompts: give one each, or a single number for all`,
  );
}
