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

function fillTemplate(
  template: Template,
  windows: readonly (TokenWindow | undefined)[],
  trims: readonly OffsetTrim[],
  tokenOf: TokenOf,
): Encoding {
  let length = 0;
  for (const piece of template) {
    const window = 'sequence' in piece ? windows[piece.sequence] : undefined;
    length += 'sequence' in piece ? (window ? window.end - window.start : 0) : piece.ids.length;
  }
  const ids = new Int32Array(length);
  const typeIds = new Int32Array(length);
  const specialTokensMask = new Int32Array(length);
  const wordIds = new Int32Array(length).fill(-1);
  const sequenceIds = new Int32Array(length).fill(-1);
  const flatOffsets = new Int32Array(2 * length);
  const texts = new Map<number, string>();
  let at = 0;
  for (const piece of template) {
    const begin = at;
    if ('sequence' in piece) {
      const window = windows[piece.sequence];
      if (!window) continue;
      const { list, start, end } = window;
      for (let i = start; i < end; i++, at++) {
        ids[at] = list.ids[i];
        wordIds[at] = list.words[i];
        flatOffsets[2 * at] = list.offsets[2 * i];
        flatOffsets[2 * at + 1] = list.offsets[2 * i + 1];
      }
      for (const [index, text] of list.texts) {
        if (index >= start && index < end) texts.set(begin + index - start, text);
      }
      sequenceIds.fill(piece.sequence, begin, at);
    } else {
      ids.set(piece.ids, at);
      at += piece.ids.length;
      specialTokensMask.fill(1, begin, at);
    }
    typeIds.fill(piece.typeId, begin, at);
  }
  const encoding: Encoding = new Encoding({
    ids,
    typeIds,
    attentionMask: new Int32Array(length).fill(1),
    specialTokensMask,
    wordIds,
    sequenceIds,
    readOffsets: () => {
      if (trims.length === 0) return flatOffsets;
      // A copy, as a padded encoding reads the same columns once more.
      const trimmed = flatOffsets.slice();
      for (const trim of trims) trimOffsets(trimmed, encoding, trim);
      return trimmed;
    },
    readTokens: () => Array.from(ids, (id, i) => texts.get(i) ?? tokenOf(id)),
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
  tokens.forEach((token, i) => {
    const isFirst = sequenceIds[i] !== previousSequence || flatOffsets[2 * i] === 0;
    previousSequence = sequenceIds[i];
    if (sequenceIds[i] < 0) return;
    let leading = 0;
    let trailing = 0;
    while (leading < token.length && isBlank(token, leading)) leading++;
    while (trailing < token.length && isBlank(token, token.length - 1 - trailing)) trailing++;
    if (isFirst && addPrefixSpace) leading = 0;
    const start = Math.min(flatOffsets[2 * i] + leading, flatOffsets[2 * i + 1]);
    flatOffsets[2 * i] = start;
    if (flatOffsets[2 * i + 1] >= trailing) {
      flatOffsets[2 * i + 1] = Math.max(flatOffsets[2 * i + 1] - trailing, start);
    }
  });
}

/** White space, or the byte character of a space. */
function isBlank(token: string, index: number): boolean {
  return token[index] === 'Ġ' || isSpace(token.charCodeAt(index));
}
