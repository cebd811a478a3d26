import { TokenizerFileError } from '../errors.js';
import { Message, readFields } from './wire-reader.js';

/** What a piece is: only normal, user-defined and unused ones are found in text. */
export const PieceType = { Normal: 1, Unknown: 2, Control: 3, UserDefined: 4, Unused: 5, Byte: 6 } as const;

export interface Piece {
  readonly text: string;
  readonly score: number;
  /** One of {@link PieceType}. */
  readonly type: number;
}

/** What a SentencePiece file (`.model`, `.spm`) says, as far as it matters for tokenizing. */
export interface SentencePieceModel {
  /** The file, for messages. */
  readonly file: string;
  readonly pieces: readonly Piece[];
  readonly kind: 'unigram' | 'bpe';
  readonly byteFallback: boolean;
  readonly treatWhitespaceAsSuffix: boolean;
  readonly unkId: number;
  readonly unkPiece: string;
  /** How an unknown piece reads when it is decoded. */
  readonly unkSurface: string;
  /** The pieces at the beginning and the end of a text; undefined if the model has none. */
  readonly bosPiece: string | undefined;
  readonly eosPiece: string | undefined;
  /** Empty if text is taken as it is. */
  readonly charsmap: Uint8Array;
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  readonly escapeWhitespaces: boolean;
}

const kinds: Readonly<Record<number, 'unigram' | 'bpe' | undefined>> = { 1: 'unigram', 2: 'bpe' };

/**
 * Reads a SentencePiece file.
 *
 * @throws TokenizerFileError that names the file if it is cut off, malformed, or a model of words or characters
 * @see https://github.com/google/sentencepiece/blob/master/src/sentencepiece_model.proto
 */
export function readSentencePiece(bytes: Uint8Array, file: string): SentencePieceModel {
  const pieces: Piece[] = [];
  let trainerBytes: Uint8Array = new Uint8Array();
  let normalizerBytes: Uint8Array = new Uint8Array();
  for (const { number, value } of readFields(bytes, file)) {
    if (number > 3) continue;
    if (typeof value === 'number') {
      throw new TokenizerFileError(file, `it is no SentencePiece model: field ${number} is no message`);
    }
    if (number === 1) pieces.push(readPiece(value, `${file}: pieces[${pieces.length}]`));
    else if (number === 2) trainerBytes = value;
    else normalizerBytes = value;
  }
  if (pieces.length === 0)
    throw new TokenizerFileError(file, 'it is no SentencePiece model: it has no pieces');
  const trainer = new Message(trainerBytes, `${file}: trainer_spec`);
  const normalizer = new Message(normalizerBytes, `${file}: normalizer_spec`);
  const modelType = trainer.integer(3, 1);
  const kind = kinds[modelType];
  if (!kind) {
    throw new TokenizerFileError(file, `model type ${modelType} is neither Unigram (1) nor BPE (2)`);
  }
  const unkId = trainer.integer(40, 0);
  if (unkId >= pieces.length || unkId < 0) {
    throw new TokenizerFileError(file, `unk_id is ${unkId}, but it has ${pieces.length} pieces`);
  }
  return {
    file,
    pieces,
    kind,
    byteFallback: trainer.boolean(35, false),
    treatWhitespaceAsSuffix: trainer.boolean(24, false),
    unkId,
    unkPiece: trainer.string(45, '<unk>'),
    unkSurface: trainer.string(44, ' \u2047 '),
    bosPiece: trainer.integer(41, 1) >= 0 ? trainer.string(46, '<s>') : undefined,
    eosPiece: trainer.integer(42, 2) >= 0 ? trainer.string(47, '</s>') : undefined,
    charsmap: normalizer.bytes(2),
    addDummyPrefix: normalizer.boolean(3, true),
    removeExtraWhitespaces: normalizer.boolean(4, true),
    escapeWhitespaces: normalizer.boolean(5, true),
  };
}

function readPiece(bytes: Uint8Array, where: string): Piece {
  const message = new Message(bytes, where);
  const score = message.float(2);
  if (Number.isNaN(score)) throw new TokenizerFileError(where, 'its score is not a number');
  const text = message.string(1);
  if (text === '') throw new TokenizerFileError(where, 'it is empty');
  return { text, score, type: message.integer(3, PieceType.Normal) };
}
