import { makePart, type Spec } from '../spec.js';
import { readPattern } from '../text/patterns.js';
import { decodeBase64 } from '../text/web.js';
import { BertNormalizer } from './bert.js';
import { ByteLevelNormalizer } from './byte-level.js';
import { Lowercase } from './lowercase.js';
import { Nmt } from './nmt.js';
import type { Normalizer } from './normalizer.js';
import { Precompiled } from './precompiled.js';
import { Prepend } from './prepend.js';
import { Replace } from './replace.js';
import { NormalizerSequence } from './sequence.js';
import { StripAccents } from './strip-accents.js';
import { Strip } from './strip.js';
import { UnicodeForm } from './unicode-form.js';

export type { Normalizer } from './normalizer.js';

const makers: Readonly<Record<string, (spec: Spec) => Normalizer>> = {
  BertNormalizer: (spec) =>
    new BertNormalizer({
      cleanText: spec.boolean('clean_text', true),
      handleChineseChars: spec.boolean('handle_chinese_chars', true),
      stripAccents: spec.has('strip_accents') ? spec.boolean('strip_accents') : undefined,
      lowercase: spec.boolean('lowercase', true),
    }),
  ByteLevel: () => new ByteLevelNormalizer(),
  Lowercase: () => new Lowercase(),
  NFC: () => new UnicodeForm('NFC'),
  NFD: () => new UnicodeForm('NFD'),
  NFKC: () => new UnicodeForm('NFKC'),
  NFKD: () => new UnicodeForm('NFKD'),
  Nmt: () => new Nmt(),
  Precompiled: (spec) => {
    try {
      return new Precompiled(decodeBase64(spec.string('precompiled_charsmap')));
    } catch (error) {
      return spec.fail('precompiled_charsmap', `it is no character map (${(error as Error).message})`);
    }
  },
  Prepend: (spec) => new Prepend(spec.string('prepend')),
  Replace: (spec) => new Replace(readPattern(spec, 'pattern'), spec.string('content')),
  Sequence: (spec) => new NormalizerSequence(spec.objects('normalizers').map(makeNormalizer)),
  Strip: (spec) => new Strip(spec.boolean('strip_left', true), spec.boolean('strip_right', true)),
  StripAccents: () => new StripAccents(),
};

/** A normalizer from its description in tokenizer.json. */
export function makeNormalizer(spec: Spec): Normalizer {
  return makePart('normalizer', spec, makers);
}
