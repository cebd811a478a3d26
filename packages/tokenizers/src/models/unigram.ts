import { TokenizerFileError } from '../errors.js';
import { toByteTokens } from '../text/bytes.js';
import { codePointAt, unitsOf } from '../text/characters.js';
import { Trie } from '../text/trie.js';
import type { Model, WordTokens } from './model.js';
import { Vocabulary } from './vocabulary.js';

/** How much worse than the worst token an unknown character is. */
const unknownPenalty = 10;

/**
 * SentencePiece's Unigram: the most probable way to split a word (Viterbi). Runs of unknown characters become one token,
 * or bytes where the vocabulary has them.
 *
 * @see https://arxiv.org/abs/1804.10959
 */
export class Unigram implements Model {
  readonly vocabulary: Vocabulary;
  private readonly trie: Trie;
  private readonly unknownScore: number;

  constructor(
    pieces: readonly (readonly [token: string, score: number])[],
    private readonly unkId: number | undefined,
    private readonly byteFallback: boolean,
  ) {
    if (unkId !== undefined && unkId >= pieces.length) {
      throw new TokenizerFileError('tokenizer.json: model.unk_id', `there is no token ${unkId}`);
    }
    this.vocabulary = new Vocabulary(pieces.map(([token], id) => [token, id]));
    this.scores = Float64Array.from(pieces, ([, score]) => score);
    this.trie = new Trie(4 * pieces.length);
    pieces.forEach(([token], id) => {
      this.trie.set(token, id);
    });
    this.unknownScore =
      this.scores.reduce((worst, score) => Math.min(worst, score), Infinity) - unknownPenalty;
  }

  private readonly scores: Float64Array;

  tokenizeWord(word: string): WordTokens {
    const cuts = this.bestCuts(word);
    const ids: number[] = [];
    const offsets: number[] = [];
    const texts = new Map<number, string>();
    for (let i = 0; i + 1 < cuts.length; i++) {
      const text = word.slice(cuts[i], cuts[i + 1]);
      const id = this.vocabulary.id(text);
      const byteIds = id === undefined && this.byteFallback ? this.bytesOf(text) : undefined;
      for (const each of byteIds ?? [id ?? this.unkId]) {
        if (each === undefined) continue;
        if (id === undefined && !byteIds) texts.set(ids.length, text);
        ids.push(each);
        offsets.push(cuts[i], cuts[i + 1]);
      }
    }
    return { ids, offsets, texts };
  }

  /** Where the best way cuts the word, both ends included. */
  private bestCuts(word: string): number[] {
    const size = word.length;
    const { trie, scores } = this;
    const best = new Float64Array(size + 1);
    const from = new Int32Array(size + 1).fill(-1);
    const unknown = new Uint8Array(size + 1);
    for (let start = 0; start < size;) {
      const character = unitsOf(codePointAt(word, start));
      const here = best[start];
      let single = false;
      let node = Trie.root;
      for (let end = start; end < size;) {
        node = trie.next(node, word.charCodeAt(end++));
        if (node < 0) break;
        const id = trie.value(node);
        if (id < 0) continue;
        const score = here + scores[id];
        if (from[end] < 0 || score > best[end]) {
          best[end] = score;
          from[end] = start;
          unknown[end] = id === this.unkId ? 1 : 0;
        }
        single ||= end - start === character;
      }
      const end = start + character;
      if (!single && (from[end] < 0 || here + this.unknownScore > best[end])) {
        best[end] = here + this.unknownScore;
        from[end] = start;
        unknown[end] = 1;
      }
      start = end;
    }
    const cuts = [size];
    for (let end = size; end > 0; end = from[end]) {
      // Neighbours that are both unknown are one token.
      if (!(from[end] > 0 && unknown[end] && unknown[from[end]])) cuts.push(from[end]);
    }
    return cuts.reverse();
  }

  private bytesOf(text: string): number[] | undefined {
    const ids = toByteTokens(text).map((token) => this.vocabulary.id(token));
    return ids.every((id) => id !== undefined) ? ids : undefined;
  }
}
