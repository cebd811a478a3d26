import { makePart, type Spec } from '../spec.js';
import { Bpe } from './bpe.js';
import { readMerges } from './merges.js';
import type { Model } from './model.js';
import { Unigram } from './unigram.js';
import { Vocabulary } from './vocabulary.js';
import { WordLevel } from './word-level.js';
import { WordPiece } from './word-piece.js';

export type { Model, WordTokens } from './model.js';

const makers: Readonly<Record<string, (spec: Spec) => Model>> = {
  BPE: (spec) => {
    refuseDropout(spec);
    const vocabulary = Vocabulary.read(spec, 'vocab');
    const continuingSubwordPrefix = spec.string('continuing_subword_prefix', '');
    const merges = readMerges(spec, 'merges', vocabulary, continuingSubwordPrefix.length);
    return new Bpe(vocabulary, merges, {
      unkToken: spec.has('unk_token') ? spec.string('unk_token') : undefined,
      continuingSubwordPrefix,
      endOfWordSuffix: spec.string('end_of_word_suffix', ''),
      fuseUnk: spec.boolean('fuse_unk', false),
      byteFallback: spec.boolean('byte_fallback', false),
      ignoreMerges: spec.boolean('ignore_merges', false),
    });
  },
  Unigram: (spec) =>
    new Unigram(
      readPieces(spec),
      spec.has('unk_id') ? spec.integer('unk_id') : undefined,
      spec.boolean('byte_fallback', false),
    ),
  WordLevel: (spec) => new WordLevel(Vocabulary.read(spec, 'vocab'), spec.string('unk_token')),
  WordPiece: (spec) =>
    new WordPiece(Vocabulary.read(spec, 'vocab'), {
      unkToken: spec.string('unk_token', '[UNK]'),
      continuingSubwordPrefix: spec.string('continuing_subword_prefix', '##'),
      maxInputCharsPerWord: spec.integer('max_input_chars_per_word', 100),
    }),
};

/** A model from its description in tokenizer.json; old files do not name the type. */
export function makeModel(spec: Spec): Model {
  if (spec.has('type')) return makePart('model', spec, makers);
  if (spec.has('merges')) return makers.BPE(spec);
  return Array.isArray(spec.raw('vocab')) ? makers.Unigram(spec) : makers.WordPiece(spec);
}

/** Dropout makes training harder on purpose; a file that has it on gives other tokens each time. */
function refuseDropout(spec: Spec): void {
  if (spec.has('dropout') && spec.number('dropout') !== 0) {
    spec.fail('dropout', 'tokens left to chance are not supported: use null');
  }
}

function readPieces(spec: Spec): [string, number][] {
  return spec.list('vocab').map((piece, id) => {
    if (!Array.isArray(piece) || typeof piece[0] !== 'string' || typeof piece[1] !== 'number') {
      return spec.fail(`vocab[${id}]`, 'a piece is a token and its score');
    }
    return [piece[0], piece[1]];
  });
}
