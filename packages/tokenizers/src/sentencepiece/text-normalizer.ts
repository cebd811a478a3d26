import { codePointAt, unitsOf, utf8Length } from '../text/characters.js';
import { encodeUtf8 } from '../text/web.js';
import { TokenizerFileError } from '../errors.js';
import { CharacterMap, type MappedPrefix } from './character-map.js';
import type { PieceTable } from './piece-table.js';

/** Stands for a space in pieces. */
export const spaceSymbol = '▁';

/** Normalized text; each of its units comes from a range of the original text. */
export interface NormalizedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * SentencePiece's normalization: characters are replaced by the model's map, the longest match first; spaces become `▁`,
 * with one before the text and none too many, if the model says so.
 *
 * @see https://github.com/google/sentencepiece/blob/master/doc/normalization.md
 */
export class TextNormalizer {
  private readonly map: CharacterMap | undefined;
  private readonly space: string;

  /** @throws TokenizerFileError if the character map is cut off */
  constructor(private readonly pieces: PieceTable) {
    const { charsmap, file, escapeWhitespaces } = pieces.model;
    try {
      if (charsmap.length > 0) this.map = new CharacterMap(charsmap);
    } catch (cause) {
      const reason = `it is no character map (${(cause as Error).message})`;
      throw new TokenizerFileError(`${file}: normalizer_spec.precompiled_charsmap`, reason, { cause });
    }
    this.space = escapeWhitespaces ? spaceSymbol : ' ';
  }

  normalize(text: string): NormalizedText {
    const { addDummyPrefix, removeExtraWhitespaces, treatWhitespaceAsSuffix } = this.pieces.model;
    const units: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const add = (written: string, start: number, end: number): void => {
      for (const unit of written.split('')) {
        units.push(unit);
        starts.push(start);
        ends.push(end);
      }
    };
    let at = 0;
    let afterSpace = removeExtraWhitespaces;
    if (addDummyPrefix && !treatWhitespaceAsSuffix && text !== '') add(this.space, 0, 0);
    for (const { written, length } of this.parts(text)) {
      let part = written;
      if (afterSpace) part = part.replace(/^ +/, '');
      add(part.replaceAll(' ', this.space), at, at + length);
      if (part !== '') afterSpace = removeExtraWhitespaces && part.endsWith(' ');
      at += length;
    }
    // The one before the text goes too if nothing follows it.
    while (removeExtraWhitespaces && units.at(-1) === this.space) {
      for (const list of [units, starts, ends]) list.pop();
    }
    if (addDummyPrefix && treatWhitespaceAsSuffix && units.length > 0) add(this.space, at, at);
    return { text: units.join(''), starts, ends };
  }

  /** The text part by part, each with what is written for it. */
  private *parts(text: string): Generator<{ written: string; length: number }> {
    const map = this.map && bytesAndUnits(text);
    for (let at = 0; at < text.length;) {
      const symbol = this.pieces.symbolLength(text, at);
      const mapped = map && symbol === 0 ? this.longest(map.bytes, map.byteAt[at]) : undefined;
      if (mapped) {
        const end = map!.unitAt(map!.byteAt[at] + mapped.length);
        yield { written: this.map!.replacement(mapped.value), length: end - at };
        at = end;
        continue;
      }
      const length = symbol || unitsOf(codePointAt(text, at));
      yield { written: text.slice(at, at + length), length };
      at += length;
    }
  }

  private longest(bytes: Uint8Array, start: number): MappedPrefix | undefined {
    let longest: MappedPrefix | undefined;
    for (const prefix of this.map!.prefixes(bytes, start)) longest = prefix;
    return longest;
  }
}

/** A text in UTF-8, with ways from its units to its bytes and back. */
function bytesAndUnits(text: string): {
  bytes: Uint8Array;
  byteAt: Int32Array;
  unitAt: (byte: number) => number;
} {
  const bytes = encodeUtf8(text);
  const byteAt = new Int32Array(text.length + 1);
  const unitOfByte = new Int32Array(bytes.length + 1);
  let byte = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = codePointAt(text, at);
    byteAt[at] = byte;
    const next = at + unitsOf(codePoint);
    const size = utf8Length(codePoint);
    // A map that ends within a character takes all of it.
    unitOfByte.fill(next, byte + 1, byte + size + 1);
    byte += size;
    at = next;
  }
  return { bytes, byteAt, unitAt: (at) => unitOfByte[at] };
}
