import { InvalidArgumentError } from '@automodel/core';
import type { TokenVocabulary } from '../token-vocabulary.js';
import type { StoppingCriterion } from './stopping-criteria.js';

/**
 * A text ended within the last token. As in Python, the text may have begun in the prompt, the last token may go on after
 * its end, and tokens count with the bytes they have in the middle of a text.
 */
export class StopStringCriteria implements StoppingCriterion {
  readonly #stops: readonly Uint8Array[];
  readonly #vocabulary: TokenVocabulary;
  /** The end of a row's text, at the end of this memory. */
  #tail: Uint8Array;
  readonly #longest: number;

  constructor(stopStrings: readonly string[], vocabulary: TokenVocabulary) {
    if (stopStrings.length === 0 || stopStrings.includes('')) {
      throw new InvalidArgumentError('stop_strings must be texts of at least one character');
    }
    this.#stops = stopStrings.map((text) => new TextEncoder().encode(text));
    this.#vocabulary = vocabulary;
    this.#longest = Math.max(...this.#stops.map((stop) => stop.length));
    this.#tail = new Uint8Array(4 * this.#longest);
  }

  isDone(sequence: Int32Array): boolean {
    const last = this.#bytesOf(sequence, sequence.length - 1);
    if (last.length === 0) return false;
    const begin = this.#readTail(sequence, last.length + this.#longest - 1);
    const lastBegin = this.#tail.length - last.length;
    return this.#stops.some((stop) => this.#endsAfter(stop, begin, lastBegin));
  }

  /** Whether `stop` occurs in the tail from `begin` on, with its end beyond `lastBegin`. */
  #endsAfter(stop: Uint8Array, begin: number, lastBegin: number): boolean {
    const tail = this.#tail;
    const first = Math.max(begin, lastBegin + 1 - stop.length);
    for (let start = first; start + stop.length <= tail.length; start++) {
      let i = 0;
      while (i < stop.length && tail[start + i] === stop[i]) i++;
      if (i === stop.length) return true;
    }
    return false;
  }

  /** Writes at least `wanted` bytes of the row's end, or all there are, and says where they begin. */
  #readTail(sequence: Int32Array, wanted: number): number {
    const room = wanted + 1024;
    if (this.#tail.length < room) this.#tail = new Uint8Array(2 * room);
    let begin = this.#tail.length;
    for (let i = sequence.length - 1; i >= 0 && this.#tail.length - begin < wanted; i--) {
      const bytes = this.#bytesOf(sequence, i);
      const part = bytes.length > begin ? bytes.subarray(bytes.length - begin) : bytes;
      begin -= part.length;
      this.#tail.set(part, begin);
    }
    return begin;
  }

  #bytesOf(sequence: Int32Array, index: number): Uint8Array {
    return this.#vocabulary.bytes[sequence[index]] ?? nothing;
  }
}

const nothing = new Uint8Array(0);
