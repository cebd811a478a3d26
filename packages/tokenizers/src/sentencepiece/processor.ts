import { byteOfToken, toByteTokens } from '../text/bytes.js';
import { decodeUtf8Strictly } from '../text/web.js';
import { bpeSegmenter } from './bpe-segmenter.js';
import { PieceType, type SentencePieceModel } from './model-file.js';
import { PieceTable } from './piece-table.js';
import { spaceSymbol, TextNormalizer } from './text-normalizer.js';
import { unigramSegmenter, type Segmenter } from './unigram-segmenter.js';

/** A piece of a text: how it reads, whether the model knows it, and where it lies in the text. */
export interface TextPiece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Text to pieces and back as the SentencePiece library does it, for the tokenizers that Python builds on that library. */
export class SentencePieceProcessor {
  private readonly table: PieceTable;
  private readonly normalizer: TextNormalizer;
  private readonly segment: Segmenter;

  /** @throws TokenizerFileError if pieces or character map are malformed */
  constructor(private readonly model: SentencePieceModel) {
    this.table = new PieceTable(model);
    this.normalizer = new TextNormalizer(this.table);
    this.segment = model.kind === 'bpe' ? bpeSegmenter(this.table) : unigramSegmenter(this.table);
  }

  /** The pieces of a text; neighbours that are both unknown are one. */
  encode(text: string): TextPiece[] {
    const normalized = this.normalizer.normalize(text);
    const pieces: TextPiece[] = [];
    let unknownFrom: number | undefined;
    for (const { id, start: from, end: to } of this.segment(normalized.text)) {
      const start = normalized.starts[from];
      const end = normalized.ends[to - 1];
      const piece = normalized.text.slice(from, to);
      if (this.table.type(id) !== PieceType.Unknown) {
        unknownFrom = undefined;
        pieces.push({ text: piece, start, end });
      } else if (this.model.byteFallback) {
        for (const byte of toByteTokens(piece)) pieces.push({ text: byte, start, end });
      } else if (unknownFrom === undefined) {
        unknownFrom = from;
        pieces.push({ text: piece, start, end });
      } else {
        pieces.push({ ...pieces.pop()!, text: normalized.text.slice(unknownFrom, to), end });
      }
    }
    return pieces;
  }

  /** The text of pieces; control symbols have none. */
  decode(pieces: readonly string[]): string {
    const { addDummyPrefix, removeExtraWhitespaces, unkSurface } = this.model;
    let text = '';
    let bytes: number[] = [];
    let atStart = addDummyPrefix || removeExtraWhitespaces;
    let spaceSeen = false;
    const flushBytes = (): void => {
      text += decodeBytes(bytes);
      bytes = [];
    };
    for (const piece of pieces) {
      const id = this.table.id(piece);
      const type = this.table.type(id);
      const byte = type === PieceType.Byte ? byteOfToken(piece) : undefined;
      if (byte !== undefined) {
        bytes.push(byte);
        continue;
      }
      flushBytes();
      if (spaceSeen || text !== '') atStart = false;
      spaceSeen = false;
      if (type === PieceType.Control) continue;
      if (type === PieceType.Unknown) {
        text += piece === this.model.pieces[id].text ? unkSurface : piece;
        continue;
      }
      const dropsSpace = atStart && piece.startsWith(spaceSymbol);
      spaceSeen = dropsSpace && !removeExtraWhitespaces;
      text += (dropsSpace ? piece.slice(1) : piece).replaceAll(spaceSymbol, ' ');
    }
    flushBytes();
    return text;
  }

  /** The piece with an id; undefined if there is none. */
  piece(id: number): string | undefined {
    return this.model.pieces.at(id)?.text;
  }
}

/** Bytes as text; each byte that belongs to no character is U+FFFD. */
function decodeBytes(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at];
    const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    const character = decodeUtf8Strictly(Uint8Array.from(bytes.slice(at, at + length)));
    text += character ?? '\ufffd';
    at += character === undefined ? 1 : length;
  }
  return text;
}
