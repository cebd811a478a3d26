import { metaspacePrependScheme, metaspaceReplacement } from '../pre-tokenizers/index.js';
import { makePart, type Spec } from '../spec.js';
import { readPattern } from '../text/patterns.js';
import { Ctc } from './ctc.js';
import type { Decoder } from './decoder.js';
import {
  BpeDecoder,
  ByteFallback,
  ByteLevelDecoder,
  DecoderSequence,
  Fuse,
  MetaspaceDecoder,
  ReplaceDecoder,
  StripDecoder,
} from './simple.js';
import { WordPieceDecoder } from './word-piece.js';

export type { Decoder } from './decoder.js';

const makers: Readonly<Record<string, (spec: Spec) => Decoder>> = {
  BPEDecoder: (spec) => new BpeDecoder(spec.string('suffix', '</w>')),
  ByteFallback: () => new ByteFallback(),
  ByteLevel: () => new ByteLevelDecoder(),
  CTC: (spec) =>
    new Ctc(
      spec.string('pad_token', '<pad>'),
      spec.string('word_delimiter_token', '|'),
      spec.boolean('cleanup', true),
    ),
  Fuse: () => new Fuse(),
  Metaspace: (spec) =>
    new MetaspaceDecoder(metaspaceReplacement(spec), metaspacePrependScheme(spec) !== 'never'),
  Replace: (spec) => new ReplaceDecoder(readPattern(spec, 'pattern'), spec.string('content')),
  Sequence: (spec) => new DecoderSequence(spec.objects('decoders').map(makeDecoder)),
  Strip: (spec) =>
    new StripDecoder(spec.string('content'), spec.integer('start', 0), spec.integer('stop', 0)),
  WordPiece: (spec) => new WordPieceDecoder(spec.string('prefix', '##'), spec.boolean('cleanup', true)),
};

/** A decoder from its description in tokenizer.json. */
export function makeDecoder(spec: Spec): Decoder {
  return makePart('decoder', spec, makers);
}
