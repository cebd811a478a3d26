import { MinHeap } from '../models/min-heap.js';
import { codePointAt, unitsOf } from '../text/characters.js';
import { PieceType } from './model-file.js';
import type { PieceTable } from './piece-table.js';
import type { Segment, Segmenter } from './unigram-segmenter.js';

/**
 * SentencePiece's byte-pair encoding: of all neighbours that together are a piece, those with the best score are joined
 * first, the leftmost of equal ones. User-defined symbols are never joined; unused pieces are taken apart again.
 *
 * @see https://arxiv.org/abs/1508.07909
 */
export function bpeSegmenter(table: PieceTable): Segmenter {
  const { pieces } = table.model;
  // Scores as ranks, so that an entry of the heap is one number.
  const order = [...new Set(pieces.map(({ score }) => score))].sort((a, b) => b - a);
  const rankOf = new Map(order.map((score, rank) => [score, rank]));
  const ranks = Int32Array.from(pieces, ({ score }) => rankOf.get(score)!);
  const findable = (text: string): number => {
    const id = table.id(text);
    const type = table.type(id);
    return type === PieceType.Normal || type === PieceType.UserDefined || type === PieceType.Unused ? id : -1;
  };
  return (text) => {
    const starts: number[] = [];
    const frozen: boolean[] = [];
    for (let at = 0; at < text.length;) {
      const symbol = table.symbolLength(text, at);
      starts.push(at);
      frozen.push(symbol > 0);
      at += symbol || unitsOf(codePointAt(text, at));
    }
    const count = starts.length;
    const ends = starts.map((_, i) => (i + 1 < count ? starts[i + 1] : text.length));
    const next = starts.map((_, i) => i + 1);
    const previous = starts.map((_, i) => i - 1);
    const parts = new Map<string, number>();
    const queue = new MinHeap();
    const pairId = (left: number): number => {
      const right = next[left];
      if (right >= count || frozen[left] || frozen[right]) return -1;
      return findable(text.slice(starts[left], ends[right]));
    };
    const enqueue = (left: number): void => {
      if (left < 0) return;
      const id = pairId(left);
      if (id < 0) return;
      queue.push(ranks[id] * 2 ** 26 + left);
      if (table.type(id) === PieceType.Unused) parts.set(pieces[id].text, ends[left] - starts[left]);
    };
    for (let i = 0; i + 1 < count; i++) enqueue(i);
    for (let entry = queue.pop(); entry !== undefined; entry = queue.pop()) {
      const left = entry % 2 ** 26;
      // An entry is stale once one of its two parts was joined with another.
      if (ends[left] === starts[left]) continue;
      const id = pairId(left);
      if (id < 0 || ranks[id] !== Math.floor(entry / 2 ** 26)) continue;
      const right = next[left];
      ends[left] = ends[right];
      ends[right] = starts[right];
      next[left] = next[right];
      if (next[left] < count) previous[next[left]] = left;
      enqueue(previous[left]);
      enqueue(left);
    }
    const segments: Segment[] = [];
    const add = (start: number, end: number): void => {
      const piece = text.slice(start, end);
      const id = findable(piece);
      const cut = id >= 0 && table.type(id) === PieceType.Unused ? parts.get(piece) : undefined;
      if (cut === undefined) segments.push({ id: id < 0 ? table.model.unkId : id, start, end });
      else {
        add(start, start + cut);
        add(start + cut, end);
      }
    };
    for (let i = 0; i < count; i = next[i]) add(starts[i], ends[i]);
    return segments;
  };
}
