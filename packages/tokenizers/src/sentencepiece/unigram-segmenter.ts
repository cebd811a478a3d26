import { codePointAt, unitsOf } from '../text/characters.js';
import { Trie } from '../text/trie.js';
import { encodeUtf8 } from '../text/web.js';
import { PieceType } from './model-file.js';
import type { PieceTable } from './piece-table.js';

/** A piece of a text: its id and where it lies in the normalized text. */
export interface Segment {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export type Segmenter = (text: string) => Segment[];

const unknownPenalty = 10;
const smallestFloat = 1.1754943508222875e-38;

/**
 * SentencePiece's Unigram: the most probable way to split a text, in single precision as there. User-defined symbols beat
 * every piece.
 *
 * @see https://arxiv.org/abs/1804.10959
 */
export function unigramSegmenter(table: PieceTable): Segmenter {
  const { pieces, unkId } = table.model;
  const normal = pieces.filter(({ type }) => type === PieceType.Normal).map(({ score }) => score);
  const most = normal.reduce((max, score) => Math.max(max, score), smallestFloat);
  const unknownScore = Math.fround(
    normal.reduce((min, score) => Math.min(min, score), 3.4028234663852886e38) - unknownPenalty,
  );
  const scores = pieces.map(({ text, type, score }) =>
    type === PieceType.UserDefined ? encodeUtf8(text).length * most - 0.1 : score,
  );
  return (text) => {
    const best = new Float32Array(text.length + 1);
    const from = new Int32Array(text.length + 1).fill(-1);
    const ids = new Int32Array(text.length + 1);
    const offer = (id: number, start: number, end: number, score: number): void => {
      if (from[end] >= 0 && score <= best[end]) return;
      best[end] = score;
      from[end] = start;
      ids[end] = id;
    };
    for (let start = 0; start < text.length;) {
      const next = start + unitsOf(codePointAt(text, start));
      let hasSingle = false;
      let node = Trie.root;
      for (let end = start; end < text.length;) {
        node = table.trie.next(node, text.charCodeAt(end++));
        if (node < 0) break;
        const id = table.trie.value(node);
        if (id < 0 || table.type(id) === PieceType.Unused) continue;
        const sum = best[start] + scores[id];
        offer(id, start, end, table.type(id) === PieceType.UserDefined ? sum : Math.fround(sum));
        hasSingle ||= end === next;
      }
      if (!hasSingle) offer(unkId, start, next, Math.fround(best[start] + unknownScore));
      start = next;
    }
    const segments: Segment[] = [];
    for (let end = text.length; end > 0; end = from[end])
      segments.push({ id: ids[end], start: from[end], end });
    return segments.reverse();
  };
}
