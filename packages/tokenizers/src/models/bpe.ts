import { TokenizerFileError } from '../errors.js';
import { toByteTokens } from '../text/bytes.js';
import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import { utf8Ranges } from '../text/utf8-ranges.js';
import { MergeTable } from './merge-table.js';
import { MinHeap } from './min-heap.js';
import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

export interface BpeOptions {
  unkToken: string | undefined;
  continuingSubwordPrefix: string;
  endOfWordSuffix: string;
  /** Neighbouring unknown characters are one token. */
  fuseUnk: boolean;
  /** Unknown characters become bytes where the vocabulary has them. */
  byteFallback: boolean;
  /** A word that is in the vocabulary is that token, whatever the merges say. */
  ignoreMerges: boolean;
}

// Heap entries are rank * POSITIONS + position: exact in a double for ranks below 2^27.
const POSITIONS = 2 ** 26;

/**
 * Byte-pair encoding: of all neighbouring tokens, the pair that was learnt first is merged first, the leftmost of equal
 * ones; n log n in the length of the word.
 *
 * @see https://arxiv.org/abs/1508.07909
 */
export class Bpe implements Model {
  private readonly merges: MergeTable;
  private readonly unkId: number | undefined;

  constructor(
    readonly vocabulary: Vocabulary,
    merges: readonly (readonly [left: string, right: string])[],
    private readonly options: BpeOptions,
  ) {
    const prefix = options.continuingSubwordPrefix.length;
    const idOf = (token: string, rank: number): number => {
      const id = vocabulary.id(token);
      if (id !== undefined) return id;
      const reason = `the token ${JSON.stringify(token)} is not in the vocabulary`;
      throw new TokenizerFileError(`tokenizer.json: model.merges[${rank}]`, reason);
    };
    this.merges = new MergeTable(merges.length);
    merges.forEach(([left, right], rank) => {
      const result = idOf(left + right.slice(prefix), rank);
      this.merges.set(idOf(left, rank), idOf(right, rank), rank, result);
    });
    this.unkId = options.unkToken === undefined ? undefined : vocabulary.id(options.unkToken);
  }

  tokenizeWord(word: string): WordTokens {
    if (this.options.ignoreMerges) {
      const id = this.vocabulary.id(word);
      if (id !== undefined) return { ids: [id], offsets: [0, word.length] };
    }
    const symbols = this.symbolsOf(word);
    this.mergeAll(symbols);
    return tokensOf(word, symbols);
  }

  /** The characters of a word as tokens, with their lengths in UTF-8, by which Python counts. */
  private symbolsOf(word: string): Symbols {
    const { continuingSubwordPrefix, endOfWordSuffix, fuseUnk, byteFallback } = this.options;
    const symbols: Symbols = { ids: [], lengths: [] };
    let unknown = 0;
    const flushUnknown = (): void => {
      if (unknown > 0) add(symbols, this.unkId!, unknown);
      unknown = 0;
    };
    for (let at = 0; at < word.length;) {
      const codePoint = codePointAt(word, at);
      const next = at + unitsOf(codePoint);
      const character = word.slice(at, next);
      const prefix = at > 0 ? continuingSubwordPrefix : '';
      const suffix = next === word.length ? endOfWordSuffix : '';
      at = next;
      const token = prefix + character + suffix;
      const id = this.vocabulary.id(token);
      if (id !== undefined) {
        flushUnknown();
        add(symbols, id, utf8Length(codePoint));
        continue;
      }
      const bytes = byteFallback ? toByteTokens(token).map((byte) => this.vocabulary.id(byte)) : [undefined];
      if (bytes.every((byte) => byte !== undefined)) {
        for (const byte of bytes) add(symbols, byte, 1);
      } else if (this.unkId !== undefined) {
        if (!fuseUnk) flushUnknown();
        unknown += utf8Length(codePoint);
      }
    }
    flushUnknown();
    return symbols;
  }

  /** Merges in place; tokens that went into their left neighbour have length 0 afterwards. */
  private mergeAll({ ids, lengths }: Symbols): void {
    const count = ids.length;
    if (count < 2) return;
    const { merges } = this;
    const next = Int32Array.from({ length: count }, (_, i) => i + 1);
    const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
    const queue = new MinHeap();
    const enqueue = (left: number): void => {
      const rank = merges.rank(ids[left], ids[next[left]]);
      if (rank >= 0) queue.push(rank * POSITIONS + left);
    };
    for (let i = 0; i + 1 < count; i++) enqueue(i);
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const rank = Math.floor(entry / POSITIONS);
      const left = entry % POSITIONS;
      const right = next[left];
      // An entry is stale once one of its two tokens was merged with another.
      if (lengths[left] === 0 || right >= count || merges.rank(ids[left], ids[right]) !== rank) continue;
      ids[left] = merges.result(rank);
      lengths[left] += lengths[right];
      lengths[right] = 0;
      next[left] = next[right];
      if (next[left] < count) {
        previous[next[left]] = left;
        enqueue(left);
      }
      if (previous[left] >= 0) enqueue(previous[left]);
    }
  }
}

interface Symbols {
  ids: number[];
  /** In UTF-8 bytes. */
  lengths: number[];
}

function add(symbols: Symbols, id: number, length: number): void {
  symbols.ids.push(id);
  symbols.lengths.push(length);
}

function tokensOf(word: string, symbols: Symbols): WordTokens {
  const ranges = utf8Ranges(word);
  const ids: number[] = [];
  const offsets: number[] = [];
  let at = 0;
  symbols.lengths.forEach((length, i) => {
    if (length === 0) return;
    ids.push(symbols.ids[i]);
    offsets.push(ranges.start(at), ranges.end(at + length - 1));
    at += length;
  });
  return { ids, offsets };
}
