import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Words that are one token each in BERT's English vocabulary. */
const words = (
  'the of and in to was he is as for on with that it his by at from her she you had an were but be this are not my they one ' +
  'which or have him me first all also their has up who out been when after there into new two its time would no what about ' +
  'said we over then other so more can if like back them only some could where just during before years made between city ' +
  'river house water world people school church music night road market garden bridge winter summer'
).split(' ');

/** A text of so many tokens, [CLS] and [SEP] included. */
export function textOf(tokens: number, random: RandomGenerator): string {
  return Array.from({ length: tokens - 2 }, () => words[uniformInt(random, 0, words.length - 1)]).join(' ');
}

/** A length from 8 to 160 tokens as texts have it: many short ones, few long ones, 34 on average. */
export function mixedLength(random: RandomGenerator): number {
  return Math.min(160, 8 + Math.floor(-26.8 * Math.log(1 - uniformFloat64(random))));
}
