import { codePointAt, unitsOf } from '../text/characters.js';
import type { WordCounts } from './trainer.js';

/** Pieces and how good they are to begin with, the best first after the characters. */
export interface SeedPieces {
  readonly pieces: readonly string[];
  readonly weights: readonly number[];
}

// Between words; a substring that has it is no piece.
const boundary = 0;

/**
 * What Unigram starts from: all characters, and the substrings of words that occur at least twice and are followed by
 * different characters, weighted by occurrences times length. Equal weights are ordered by the text, the last first.
 *
 * @param words each distinct word counts once for substrings, as in Python
 */
export function seedPieces(words: WordCounts, maxLength: number, most: number): SeedPieces {
  const characters = new Map<number, number>();
  const text = new Int32Array(words.reduce((sum, [word]) => sum + word.length + 1, 0));
  let size = 0;
  for (const [word, count] of words) {
    for (let at = 0; at < word.length;) {
      const character = codePointAt(word, at);
      at += unitsOf(character);
      text[size++] = character;
      if (character !== boundary) characters.set(character, (characters.get(character) ?? 0) + count);
    }
    text[size++] = boundary;
  }
  const pieces: string[] = [];
  const weights: number[] = [];
  for (const [character, count] of [...characters].sort(([a, m], [b, n]) => n - m || b - a)) {
    pieces.push(String.fromCodePoint(character));
    weights.push(count);
  }
  const { starts, lengths, scores } = repeatedSubstrings(text.subarray(0, size), maxLength);
  // They come in the order of their texts: one number sorts by score and then by text.
  const order = Float64Array.from(scores, (score, i) => score * scores.length + i).sort();
  for (let i = order.length - 1; i >= 0; i--) {
    const at = order[i] % scores.length;
    pieces.push(String.fromCodePoint(...text.subarray(starts[at], starts[at] + lengths[at])));
    weights.push(scores[at]);
    // As in Python after adding, so that one more comes to characters that alone are enough.
    if (pieces.length >= most) break;
  }
  return { pieces, weights };
}

/**
 * The inner nodes of the text's suffix tree up to a depth, in the order of their texts, found by sorting the suffixes
 * (Bentley and Sedgewick, "Fast algorithms for sorting and searching strings"): suffixes with one beginning and more than
 * one next character are such a node.
 */
function repeatedSubstrings(
  text: Int32Array,
  maxLength: number,
): { starts: number[]; lengths: number[]; scores: number[] } {
  const found = { starts: [] as number[], lengths: [] as number[], scores: [] as number[] };
  const suffixes = Int32Array.from(text, (_, i) => i);
  // Ranges still to sort: from, to, depth, and whether the node of that depth was looked at.
  const stack: number[] = [0, suffixes.length, 0, 0];
  while (stack.length > 0) {
    const known = stack.pop() === 1;
    const depth = stack.pop()!;
    const to = stack.pop()!;
    const from = stack.pop()!;
    if (to - from < 2) continue;
    const at = (i: number): number => text[suffixes[i] + depth];
    const pivot = at((from + to) >> 1);
    let below = from;
    let above = to;
    for (let i = from; i < above;) {
      const character = at(i);
      const other = character < pivot ? below++ : character > pivot ? --above : i;
      const suffix = suffixes[i];
      suffixes[i] = suffixes[other];
      suffixes[other] = suffix;
      if (character <= pivot) i++;
    }
    const branches = below > from || above < to;
    if (!known && branches && depth >= 2) {
      found.starts.push(suffixes[from]);
      found.lengths.push(depth);
      found.scores.push((to - from) * depth);
    }
    const seen = known || branches ? 1 : 0;
    // The last pushed is sorted first.
    stack.push(above, to, depth, seen);
    if (pivot !== boundary && depth < maxLength) stack.push(below, above, depth + 1, 0);
    stack.push(from, below, depth, seen);
  }
  return found;
}
