import { Encoding } from './encoding.js';
import type { OffsetTrim, PostProcessor, Template } from './post-processors/post-processor.js';
import { isSpace } from './text/characters.js';
import type { TokenWindow } from './token-list.js';
import type { TruncatedWindows } from './truncation.js';

type TokenOf = (id: number) => string;

/** Puts the windows of one or two texts into the post-processor's template; the first pair of windows leads. */
export function assemble(
  { first, second }: TruncatedWindows,
  processor: PostProcessor,
  addSpecialTokens: boolean,
  tokenOf: TokenOf,
): Encoding {
  const template = (second ? processor.pair : processor.single).filter(
    (piece) => addSpecialTokens || 'sequence' in piece,
  );
  const fill = (...windows: (TokenWindow | undefined)[]): Encoding =>
    fillTemplate(template, windows, processor.trims, tokenOf);
  const rest = first.slice(1);
  if (!second) return fill(first[0]).withOverflowing(rest.map((window) => fill(window)));
  // The order in which Python lists the combinations.
  const overflowing = rest.flatMap((window) => second.map((other) => fill(window, other)));
  for (const other of second.slice(1)) overflowing.push(fill(first[0], other));
  return fill(first[0], second[0]).withOverflowing(overflowing);
}

/** A piece of a template where it comes to lie. */
type Placed =
  | { readonly at: number; readonly typeId: number; readonly ids: readonly number[] }
  | { readonly at: number; readonly typeId: number; readonly sequence: number; readonly window: TokenWindow };

function fillTemplate(
  template: Template,
  windows: readonly (TokenWindow | undefined)[],
  trims: readonly OffsetTrim[],
  tokenOf: TokenOf,
): Encoding {
  const pieces: Placed[] = [];
  let length = 0;
  for (const { typeId, ...piece } of template) {
    const at = length;
    if ('ids' in piece) {
      pieces.push({ at, typeId, ids: piece.ids });
      length += piece.ids.length;
      continue;
    }
    const window = windows[piece.sequence];
    if (!window) continue;
    pieces.push({ at, typeId, sequence: piece.sequence, window });
    length += window.end - window.start;
  }
  const ids = new Int32Array(length);
  for (const piece of pieces) {
    ids.set(
      'ids' in piece ? piece.ids : piece.window.list.ids.subarray(piece.window.start, piece.window.end),
      piece.at,
    );
  }

  const column = (
    otherwise: number,
    fill: (column: Int32Array, piece: Placed, end: number) => void,
  ): Int32Array => {
    const out = new Int32Array(length);
    if (otherwise !== 0) out.fill(otherwise);
    pieces.forEach((piece, i) => {
      fill(out, piece, pieces.at(i + 1)?.at ?? length);
    });
    return out;
  };
  const offsets = (): Int32Array => {
    const out = new Int32Array(2 * length);
    for (const piece of pieces) {
      if ('ids' in piece) continue;
      const { list, start, end } = piece.window;
      out.set(list.details.offsets.subarray(2 * start, 2 * end), 2 * piece.at);
    }
    for (const trim of trims) trimOffsets(out, encoding, trim);
    return out;
  };
  const encoding: Encoding = new Encoding({
    ids,
    typeIds: () =>
      column(0, (out, { at, typeId }, end) => {
        out.fill(typeId, at, end);
      }),
    attentionMask: () => new Int32Array(length).fill(1),
    specialTokensMask: () =>
      column(0, (out, piece, end) => {
        if ('ids' in piece) out.fill(1, piece.at, end);
      }),
    wordIds: () =>
      column(-1, (out, piece) => {
        if ('ids' in piece) return;
        const { list, start, end } = piece.window;
        out.set(list.details.words.subarray(start, end), piece.at);
      }),
    sequenceIds: () =>
      column(-1, (out, piece, end) => {
        if (!('ids' in piece)) out.fill(piece.sequence, piece.at, end);
      }),
    flatOffsets: offsets,
    tokens: () => {
      const tokens: string[] = [];
      for (const id of ids) tokens.push(tokenOf(id));
      for (const piece of pieces) {
        if ('ids' in piece) continue;
        const { list, start, end } = piece.window;
        for (const [index, text] of list.details.texts) {
          if (index >= start && index < end) tokens[piece.at + index - start] = text;
        }
      }
      return tokens;
    },
  });
  return encoding;
}

/** Leaves spaces at the ends of tokens out of their offsets. */
function trimOffsets(
  flatOffsets: Int32Array,
  { tokens, sequenceIds }: Encoding,
  { addPrefixSpace }: OffsetTrim,
): void {
  let previousSequence = -1;
  for (let i = 0; i < tokens.length; i++) {
    const sequence = sequenceIds[i];
    const start = flatOffsets[2 * i];
    const isFirst = sequence !== previousSequence || start === 0;
    previousSequence = sequence;
    if (sequence < 0) continue;
    const token = tokens[i];
    const end = flatOffsets[2 * i + 1];
    let leading = 0;
    let trailing = 0;
    while (leading < token.length && isBlank(token.charCodeAt(leading))) leading++;
    while (trailing < token.length && isBlank(token.charCodeAt(token.length - 1 - trailing))) trailing++;
    if (isFirst && addPrefixSpace) leading = 0;
    const trimmed = Math.min(start + leading, end);
    flatOffsets[2 * i] = trimmed;
    if (end >= trailing) flatOffsets[2 * i + 1] = Math.max(end - trailing, trimmed);
  }
}

const BYTE_SPACE = 'Ġ'.charCodeAt(0);

/** White space, or the byte character of a space. */
function isBlank(unit: number): boolean {
  return unit === BYTE_SPACE || isSpace(unit);
}
