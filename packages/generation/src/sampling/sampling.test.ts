import { describe, expect, it } from 'vitest';
import {
  Random,
  randomStreams,
  sampleIndex,
  sampleToken,
  sampleWithoutReplacement,
  set_seed,
} from './index.js';

const logits = Float32Array.of(0, Math.log(2), -Infinity, Math.log(3), Math.log(4));
const probabilities = [0.1, 0.2, 0, 0.3, 0.4];
const DRAWS = 20_000;
/** Five standard deviations of a frequency. */
const TOLERANCE = 5 * Math.sqrt(0.25 / DRAWS);

describe('random numbers', () => {
  it('are those of the Mersenne Twister', () => {
    // The first numbers of the reference implementation (and of numpy and torch) for seed 5489.
    const random = new Random(5489);
    expect([random.nextUint32(), random.nextUint32(), random.nextUint32()]).toEqual([
      3499211612, 581869302, 3890346734,
    ]);
  });

  it('are equal for equal seeds, and differ for others', () => {
    const draw = (seed: number): number[] => Array.from({ length: 5 }, () => new Random(seed).next());
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it.each([-1, 0.5, 2 ** 32, NaN])('refuse the seed %s', (seed) => {
    expect(() => new Random(seed)).toThrow('seed must be an integer from 0 to 2^32 - 1');
  });

  it('give a prompt the same whatever stands beside it', () => {
    const first = (streams: Random[], i: number): number => streams[i].next();
    expect(first(randomStreams(7, 1), 0)).toBe(first(randomStreams(7, 3), 0));
    expect(first(randomStreams(7, 2), 1)).toBe(first(randomStreams(7, 3), 1));
    expect(first(randomStreams([3, 7], 2), 1)).toBe(first(randomStreams(7, 1), 0));
    expect(() => randomStreams([3, 7], 3)).toThrow('2 numbers for 3 prompts');
  });

  it('follow set_seed where a call names no seed', () => {
    const twoCalls = (): number[] => {
      set_seed(11);
      return [randomStreams(undefined, 1)[0].next(), randomStreams(undefined, 1)[0].next()];
    };
    const [first, second] = twoCalls();
    expect(first).not.toBe(second);
    expect(twoCalls()).toEqual([first, second]);
  });
});

describe('draws', () => {
  const frequencies = (draw: (random: Random) => number): number[] => {
    const random = new Random(3);
    const counts = probabilities.map(() => 0);
    for (let i = 0; i < DRAWS; i++) counts[draw(random)]++;
    return counts.map((count) => count / DRAWS);
  };

  it.each([
    ['of a token, from logits', (random: Random) => sampleToken(logits, random)],
    ['of an index, from probabilities', (random: Random) => sampleIndex(probabilities, random)],
    ['without replacement, the first', (random: Random) => sampleWithoutReplacement(logits, 3, random)[0]],
  ])('%s have the frequencies of the distribution', (_, draw) => {
    const found = frequencies(draw);
    found.forEach((frequency, i) => expect(Math.abs(frequency - probabilities[i])).toBeLessThan(TOLERANCE));
    expect(found[2]).toBe(0);
  });

  it('without replacement have the probabilities of what is left', () => {
    const found = frequencies((random) => sampleWithoutReplacement(logits, 2, random)[1]);
    // P(second = i) = sum over j of p_j p_i / (1 - p_j)
    probabilities.forEach((p, i) => {
      const expected = probabilities.reduce((sum, q, j) => sum + (j === i ? 0 : (q * p) / (1 - q)), 0);
      expect(Math.abs(found[i] - expected)).toBeLessThan(TOLERANCE);
    });
  });

  it('without replacement are all different, and only what is possible', () => {
    const drawn = sampleWithoutReplacement(logits, 10, new Random(1));
    expect(drawn.toSorted()).toEqual([0, 1, 3, 4]);
  });

  it('need a token that is possible', () => {
    expect(() => sampleToken(Float32Array.of(-Infinity, -Infinity), new Random(1))).toThrow(
      'no token is possible',
    );
    expect(() => sampleToken(Float32Array.of(1, NaN), new Random(1))).toThrow('a score is NaN');
    expect(() => sampleIndex([0, 0], new Random(1))).toThrow('sum 0');
  });
});
