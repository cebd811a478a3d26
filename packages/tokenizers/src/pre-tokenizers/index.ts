import { BertNormalizer } from '../normalizers/bert.js';
import type { Normalizer } from '../normalizers/normalizer.js';
import { knownSplitters, type Splitter } from '../regex/known-splitters.js';
import { makePart, type Spec } from '../spec.js';
import { Kind } from '../text/characters.js';
import { literalFinder, readPattern } from '../text/patterns.js';
import { splitBehaviors, type SplitText } from '../text/split-text.js';
import { BertPreTokenizer, RawBertWords } from './bert.js';
import { ByteLevelPreTokenizer } from './byte-level.js';
import { MetaspacePreTokenizer, prependSchemes, type PrependScheme } from './metaspace.js';
import type { PreTokenizer } from './pre-tokenizer.js';
import { FixedLength, kindFinder, PreTokenizerSequence, Split, whitespaceWords } from './simple.js';
import { UnicodeScripts } from './unicode-scripts.js';

export type { PreTokenizer } from './pre-tokenizer.js';

const makers: Readonly<Record<string, (spec: Spec) => PreTokenizer>> = {
  BertPreTokenizer: () => new BertPreTokenizer(),
  ByteLevel: (spec) =>
    new ByteLevelPreTokenizer(spec.boolean('add_prefix_space', true), spec.boolean('use_regex', true)),
  CharDelimiterSplit: (spec) => new Split(literalFinder(spec.string('delimiter')), 'Removed'),
  Digits: (spec) =>
    new Split(kindFinder(Kind.Number), spec.boolean('individual_digits', false) ? 'Isolated' : 'Contiguous'),
  FixedLength: (spec) => new FixedLength(Math.max(1, spec.integer('length', 5))),
  Metaspace: (spec) =>
    new MetaspacePreTokenizer(
      metaspaceReplacement(spec),
      metaspacePrependScheme(spec),
      spec.boolean('split', true),
    ),
  Punctuation: (spec) =>
    new Split(kindFinder(Kind.Punctuation), spec.choice('behavior', splitBehaviors, 'Isolated')),
  Sequence: (spec) => new PreTokenizerSequence(spec.objects('pretokenizers').map(makePreTokenizer)),
  Split: (spec) => {
    const behavior = spec.choice('behavior', splitBehaviors);
    const invert = spec.boolean('invert', false);
    const known = knownSplitters.get(String(spec.object('pattern').raw('Regex')));
    if (known && (invert ? behavior === 'Removed' : behavior === 'Isolated')) return new KnownSplit(known);
    return new Split(readPattern(spec, 'pattern'), behavior, invert);
  },
  UnicodeScripts: () => new UnicodeScripts(),
  Whitespace: () => new Split(whitespaceWords, 'Removed', true),
  WhitespaceSplit: () => new Split(kindFinder(Kind.Space), 'Removed'),
};

/** A pre-tokenizer from its description in tokenizer.json. */
export function makePreTokenizer(spec: Spec): PreTokenizer {
  return makePart('pre-tokenizer', spec, makers);
}

/** The character that stands for a space. */
export function metaspaceReplacement(spec: Spec): string {
  const replacement = spec.string('replacement', '▁');
  return replacement.length === 1
    ? replacement
    : spec.fail('replacement', `"${replacement}" is not one character`);
}

/** Files from before tokenizers 0.15 say `add_prefix_space` instead. */
export function metaspacePrependScheme(spec: Spec): PrependScheme {
  const fallback = spec.boolean('add_prefix_space', true) ? 'always' : 'never';
  return spec.choice('prepend_scheme', prependSchemes, fallback);
}

/** A pre-tokenizer without its last step, if that is the byte-level mapping, so that it can be left to the model. */
export function withoutByteMapping(preTokenizer: PreTokenizer): PreTokenizer | undefined {
  if (preTokenizer instanceof ByteLevelPreTokenizer) {
    return { preTokenize: (words) => preTokenizer.split(words) };
  }
  if (!(preTokenizer instanceof PreTokenizerSequence)) return undefined;
  const last = preTokenizer.steps.at(-1);
  const split = last && withoutByteMapping(last);
  return split && new PreTokenizerSequence([...preTokenizer.steps.slice(0, -1), split]);
}

/** What splits text that is not normalized yet into words that can be normalized one by one, if there is a way. */
export function rawSplitter(normalizer: Normalizer, preTokenizer: PreTokenizer): PreTokenizer | undefined {
  return normalizer instanceof BertNormalizer && preTokenizer instanceof BertPreTokenizer
    ? new RawBertWords(normalizer.options.handleChineseChars)
    : undefined;
}

class KnownSplit implements PreTokenizer {
  constructor(private readonly splitter: Splitter) {}

  preTokenize(words: SplitText): SplitText {
    return words.splitSpans(this.splitter);
  }
}
