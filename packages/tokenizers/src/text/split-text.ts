import type { AlignedText } from './aligned-text.js';
import type { Finder } from './patterns.js';

/** One text and the ranges of its words: flat `[start, end, start, end, ...]`, none of them empty. */
export class SplitText {
  constructor(
    readonly text: AlignedText,
    readonly spans: readonly number[],
  ) {}

  /** The whole text as one word. */
  static whole(text: AlignedText): SplitText {
    return new SplitText(text, text.length === 0 ? [] : [0, text.length]);
  }

  /** Splits every word: `split` pushes the spans of the words in `[start, end)` of the text. */
  splitSpans(split: (text: string, start: number, end: number, spans: number[]) => void): SplitText {
    const spans: number[] = [];
    for (let i = 0; i < this.spans.length; i += 2)
      split(this.text.text, this.spans[i], this.spans[i + 1], spans);
    return new SplitText(this.text, spans);
  }

  /** Splits every word where `find` matches it. */
  split(find: Finder, behavior: SplitBehavior, invert = false): SplitText {
    return this.splitSpans((text, start, end, spans) => {
      const matches: number[] = [];
      find(text.slice(start, end), matches);
      const pieces: Piece[] = [];
      let done = start;
      for (let i = 0; i < matches.length; i += 2) {
        const from = start + matches[i];
        const to = start + matches[i + 1];
        if (from > done) pieces.push({ start: done, end: from, isMatch: invert });
        pieces.push({ start: from, end: to, isMatch: !invert });
        done = to;
      }
      if (done < end) pieces.push({ start: done, end, isMatch: invert });
      for (const piece of behaviors[behavior](pieces)) {
        if (piece.end > piece.start) spans.push(piece.start, piece.end);
      }
    });
  }
}

/** What becomes of the matches that split a text. */
export type SplitBehavior = keyof typeof behaviors;

interface Piece {
  start: number;
  end: number;
  isMatch: boolean;
}

const behaviors = {
  Removed: (pieces: Piece[]): Piece[] => pieces.filter((piece) => !piece.isMatch),
  Isolated: (pieces: Piece[]): Piece[] => pieces,
  Contiguous: (pieces: Piece[]): Piece[] => join(pieces, (piece, before) => piece.isMatch === before.isMatch),
  MergedWithPrevious: (pieces: Piece[]): Piece[] =>
    join(pieces, (piece, before) => piece.isMatch && !before.isMatch),
  MergedWithNext: (pieces: Piece[]): Piece[] =>
    join(pieces, (piece, before) => !piece.isMatch && before.isMatch),
};

export const splitBehaviors = Object.keys(behaviors) as SplitBehavior[];

/** Joins neighbours of the original list that belong together. */
function join(pieces: Piece[], together: (piece: Piece, before: Piece) => boolean): Piece[] {
  const out: Piece[] = [];
  pieces.forEach((piece, i) => {
    const last = out.at(-1);
    if (last && together(piece, pieces[i - 1])) last.end = piece.end;
    else out.push({ ...piece });
  });
  return out;
}
