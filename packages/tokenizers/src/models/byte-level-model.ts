import { toByteCharacters } from '../text/bytes.js';
import { utf8Ranges } from '../text/utf8-ranges.js';
import { Bpe } from './bpe.js';
import { ByteLevelBpe } from './byte-level-bpe.js';
import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

/** A model over byte characters as one that takes plain words, so that the mapping is done once per word of the cache. */
export function byteLevelModel(model: Model): Model {
  return (model instanceof Bpe ? ByteLevelBpe.of(model) : undefined) ?? new ByteLevelModel(model);
}

class ByteLevelModel implements Model {
  constructor(private readonly inner: Model) {}

  get vocabulary(): Vocabulary {
    return this.inner.vocabulary;
  }

  tokenizeWord(word: string): WordTokens {
    const tokens = this.inner.tokenizeWord(toByteCharacters(word));
    const ranges = utf8Ranges(word);
    const offsets = tokens.offsets.map((at, i) => (i % 2 === 0 ? ranges.start(at) : ranges.end(at - 1)));
    return { ...tokens, offsets };
  }
}
