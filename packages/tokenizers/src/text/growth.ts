import { TokenizerFileError } from '../errors.js';

/** In UTF-16 units; longer than any text that is encoded at once. */
const longestGrown = 2 ** 25;

/**
 * Refuses what a file does to a text when that would fill the memory: a few steps, each of which makes the text a hundred
 * times longer, are enough.
 *
 * @param before length of the text that was given
 * @param after length that it gets
 * @throws TokenizerFileError
 */
export function refuseGrowth(before: number, after: number): void {
  if (after <= longestGrown || after <= before) return;
  throw new TokenizerFileError(
    'tokenizer.json',
    `its parts make a text of ${before} units longer than ${longestGrown} units`,
  );
}
