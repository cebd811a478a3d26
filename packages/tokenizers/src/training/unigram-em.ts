import type { WordCounts } from './trainer.js';
import type { Lattice, PieceTable } from './unigram-lattice.js';

// Pieces that are expected more seldom are dropped.
const leastExpected = 0.5;

/**
 * One round of expectation maximization: how often each piece is expected in the words, and scores from that. As in
 * SentencePiece it is the Bayesian variant with a sparse prior, in which digamma takes the place of the logarithm.
 *
 * @returns the pieces that stay
 * @see https://cs.stanford.edu/~pliang/papers/tutorial-acl2007-talk.pdf
 */
export function expectationMaximization(
  words: WordCounts,
  table: PieceTable,
  lattice: Lattice,
  pieces: readonly number[],
): number[] {
  const expected = new Float64Array(table.scores.length);
  for (const [word, count] of words) {
    lattice.fill(word);
    lattice.addExpected(count, expected);
  }
  const kept = pieces.filter((piece) => piece === 0 || expected[piece] >= leastExpected);
  let sum = 0;
  for (const piece of kept) if (piece > 0) sum += expected[piece];
  const logSum = digamma(sum);
  for (const piece of kept) table.scores[piece] = digamma(expected[piece]) - logSum;
  table.keep(kept);
  return kept;
}

/**
 * The `size` pieces without which the words would be least likely. The loss is approximate: all occurrences of a piece
 * are taken to become its second-best split.
 */
export function pruned(
  words: WordCounts,
  table: PieceTable,
  lattice: Lattice,
  pieces: readonly number[],
  size: number,
): number[] {
  const frequencies = new Float64Array(table.scores.length);
  let total = 0;
  for (const [word, count] of words) {
    lattice.fill(word);
    total += count;
    lattice.viterbi((piece) => {
      frequencies[piece] += count;
    });
  }
  const sum = frequencies.reduce((a, b) => a + b, 0);
  const logSum = Math.log(sum);
  const kept = [0];
  const candidates: number[] = [];
  const losses = new Map<number, number>();
  for (const piece of pieces) {
    if (piece === 0) continue;
    const { isBest, split } = otherSplit(table, lattice, piece);
    const frequency = frequencies[piece];
    if (frequency === 0 && !isBest) continue;
    if (!isBest || split.length === 0) {
      kept.push(piece);
      continue;
    }
    if (frequency === 0) continue;
    const logProbability = Math.log(frequency) - logSum;
    // Python multiplies by the number of pieces here, not by that of the parts.
    const otherLogSum = Math.log(sum + frequency * (pieces.length - 1));
    let otherLogProbability = 0;
    for (const part of split) otherLogProbability += Math.log(frequencies[part] + frequency) - otherLogSum;
    losses.set(piece, (frequency / total) * (logProbability - otherLogProbability));
    candidates.push(piece);
  }
  candidates.sort((a, b) => losses.get(b)! - losses.get(a)!);
  for (const piece of candidates) {
    if (kept.length === size) break;
    kept.push(piece);
  }
  return kept;
}

/** How a piece would be split without itself, and whether it is better than that. */
function otherSplit(
  table: PieceTable,
  lattice: Lattice,
  piece: number,
): { isBest: boolean; split: readonly number[] } {
  lattice.fill(table.texts[piece], piece);
  const split: number[] = [];
  const score = lattice.viterbi((part) => split.push(part));
  const isBest = split.length === 0 || table.scores[piece] >= score;
  return { isBest, split: split.reverse() };
}

/** The derivative of the logarithm of the gamma function, by its asymptotic series. */
function digamma(x: number): number {
  let result = 0;
  for (; x < 7; x++) result -= 1 / x;
  x -= 1 / 2;
  const xx = 1 / (x * x);
  const xx2 = xx * xx;
  return (
    result + Math.log(x) + xx / 24 - (7 / 960) * xx2 + (31 / 8064) * xx2 * xx - (127 / 30720) * xx2 * xx2
  );
}
