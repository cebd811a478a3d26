import { codePointAt, unitsOf } from '../text/characters.js';
import { Trie } from '../text/trie.js';

/** How much worse than the worst piece an unknown character is. */
const unknownPenalty = 10;

/** The pieces of a Unigram model while it is trained. Piece 0 is the unknown one, which no text has. */
export class PieceTable {
  readonly scores: Float64Array;
  private trie = new Trie();
  private inTrie = Infinity;
  /** 1 for the pieces that are still in the model. */
  private readonly alive: Uint8Array;
  private unknownScore = 0;

  constructor(readonly texts: readonly string[]) {
    this.scores = new Float64Array(texts.length);
    this.alive = new Uint8Array(texts.length);
  }

  /** The worst score of the pieces in the model. */
  minScore = 0;

  /** Makes these the model, with their scores. */
  keep(pieces: readonly number[]): void {
    // A trie without the many pieces that have gone fits into the processor's caches.
    if (pieces.length < 0.7 * this.inTrie) this.makeTrie(pieces);
    this.alive.fill(0);
    this.minScore = Infinity;
    for (const piece of pieces) {
      this.alive[piece] = 1;
      if (piece > 0) this.minScore = Math.min(this.minScore, this.scores[piece]);
    }
    this.unknownScore = this.minScore - unknownPenalty;
  }

  private makeTrie(pieces: readonly number[]): void {
    this.inTrie = pieces.length;
    this.trie = new Trie(pieces.length);
    for (const piece of pieces) if (piece > 0) this.trie.set(this.texts[piece], piece);
  }

  /** Visits every piece of a word, by where it begins and then by length. */
  visit(word: string, add: (start: number, end: number, piece: number, score: number) => void): void {
    for (let start = 0; start < word.length;) {
      const character = start + unitsOf(codePointAt(word, start));
      let single = false;
      let node = Trie.root;
      for (let end = start; end < word.length;) {
        node = this.trie.next(node, word.charCodeAt(end++));
        if (node < 0) break;
        const piece = this.trie.value(node);
        if (piece < 0 || this.alive[piece] === 0) continue;
        add(start, end, piece, this.scores[piece]);
        single ||= end === character;
      }
      if (!single) add(start, character, 0, this.unknownScore);
      start = character;
    }
  }
}

/**
 * All ways to split one word into pieces; the same object serves word after word. Sums go in the order of Python's, so that
 * they round alike.
 */
export class Lattice {
  private size = 0;
  private nodes = 0;
  private starts = new Int32Array(64);
  private ends = new Int32Array(64);
  private pieces = new Int32Array(64);
  private scores = new Float64Array(64);
  /** The next node with the same end. */
  private nextEnding = new Int32Array(64);
  // Of each position:
  private firstEnding = new Int32Array(64);
  private lastEnding = new Int32Array(64);
  private forward = new Float64Array(64);
  private backward = new Float64Array(64);
  // Of each node: the best way here.
  private best = new Float64Array(64);
  private previous = new Int32Array(64);

  constructor(private readonly table: PieceTable) {}

  /** @param without a piece that is left out */
  fill(word: string, without = -1): void {
    this.size = word.length;
    this.nodes = 0;
    this.reservePositions(word.length + 1);
    this.firstEnding.fill(-1, 0, word.length + 1);
    this.table.visit(word, (start, end, piece, score) => {
      if (piece !== without) this.addNode(start, end, piece, score);
    });
  }

  /** Visits the pieces of the best way to split the word, from right to left, and returns its score; -Infinity if none. */
  viterbi(visit: (piece: number) => void): number {
    const { starts, scores, best, previous } = this;
    for (let node = 0; node < this.nodes; node++) {
      best[node] = this.bestBefore(starts[node], scores[node]);
      previous[node] = this.bestNode;
    }
    const score = this.bestBefore(this.size, 0);
    for (let node = this.bestNode; node >= 0; node = previous[node]) visit(this.pieces[node]);
    return score;
  }

  private bestNode = -1;

  /** The best score of a node that begins at `position`, which leaves its predecessor in `bestNode`. */
  private bestBefore(position: number, score: number): number {
    this.bestNode = -1;
    if (position === 0) return score;
    let bestScore = -Infinity;
    for (let node = this.firstEnding[position]; node >= 0; node = this.nextEnding[node]) {
      const sum = this.best[node] + score;
      if (this.bestNode >= 0 && sum <= bestScore) continue;
      this.bestNode = node;
      bestScore = sum;
    }
    return bestScore;
  }

  /** Adds to `expected` how often each piece occurs in `count` of the word, over all ways to split it. */
  addExpected(count: number, expected: Float64Array): void {
    const { starts, ends, pieces, scores, nextEnding, firstEnding, forward, backward, size } = this;
    forward[0] = 0;
    for (let position = 1; position <= size; position++) {
      let sum = 0;
      const first = firstEnding[position];
      for (let node = first; node >= 0; node = nextEnding[node]) {
        const term = scores[node] + forward[starts[node]];
        sum = node === first ? term : logSumExp(sum, term);
      }
      forward[position] = sum;
    }
    backward[size] = 0;
    // Nodes are in the order of their starts, and within one start Python begins with the first.
    for (let last = this.nodes - 1; last >= 0;) {
      const start = starts[last];
      let first = last;
      while (first > 0 && starts[first - 1] === start) first--;
      let sum = 0;
      for (let node = first; node <= last; node++) {
        const term = scores[node] + backward[ends[node]];
        sum = node === first ? term : logSumExp(sum, term);
      }
      backward[start] = sum;
      last = first - 1;
    }
    const total = forward[size];
    for (let node = 0; node < this.nodes; node++) {
      const logProbability = forward[starts[node]] + scores[node] + backward[ends[node]] - total;
      expected[pieces[node]] += count * Math.exp(logProbability);
    }
  }

  private addNode(start: number, end: number, piece: number, score: number): void {
    if (this.nodes === this.starts.length) this.reserveNodes();
    const node = this.nodes++;
    this.starts[node] = start;
    this.ends[node] = end;
    this.pieces[node] = piece;
    this.scores[node] = score;
    this.nextEnding[node] = -1;
    if (this.firstEnding[end] < 0) this.firstEnding[end] = node;
    else this.nextEnding[this.lastEnding[end]] = node;
    this.lastEnding[end] = node;
  }

  private reserveNodes(): void {
    const capacity = 2 * this.starts.length;
    const larger = <T extends Int32Array | Float64Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    this.starts = larger(this.starts, new Int32Array(capacity));
    this.ends = larger(this.ends, new Int32Array(capacity));
    this.pieces = larger(this.pieces, new Int32Array(capacity));
    this.scores = larger(this.scores, new Float64Array(capacity));
    this.nextEnding = larger(this.nextEnding, new Int32Array(capacity));
    this.best = new Float64Array(capacity);
    this.previous = new Int32Array(capacity);
  }

  private reservePositions(count: number): void {
    if (count <= this.firstEnding.length) return;
    const capacity = 2 * count;
    this.firstEnding = new Int32Array(capacity);
    this.lastEnding = new Int32Array(capacity);
    this.forward = new Float64Array(capacity);
    this.backward = new Float64Array(capacity);
  }
}

/** log(exp(x) + exp(y)) */
function logSumExp(x: number, y: number): number {
  const [low, high] = x > y ? [y, x] : [x, y];
  return high > low + 50 ? high : high + Math.log(Math.exp(low - high) + 1);
}
