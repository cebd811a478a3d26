import type { Normalizer } from '../normalizers/index.js';
import type { PreTokenizer } from '../pre-tokenizers/index.js';
import { AlignedText } from '../text/aligned-text.js';
import { SplitText } from '../text/split-text.js';
import type { Model, WordTokens } from './model.js';
import type { Vocabulary } from './vocabulary.js';

/**
 * A model that takes words as the text has them: each is normalized and split on its own, once per word of the cache
 * instead of with every text. Where words end, the caller must know; normalizing must not look beyond.
 */
export class RawWords implements Model {
  constructor(
    private readonly normalizer: Normalizer,
    private readonly preTokenizer: PreTokenizer,
    private readonly model: Model,
  ) {}

  get vocabulary(): Vocabulary {
    return this.model.vocabulary;
  }

  tokenizeWord(raw: string): WordTokens {
    const normalized = SplitText.whole(this.normalizer.normalize(new AlignedText(raw)));
    const { text, spans } = this.preTokenizer.preTokenize(normalized);
    const ids: number[] = [];
    const offsets: number[] = [];
    const words: number[] = [];
    for (let i = 0; i < spans.length; i += 2) {
      const start = spans[i];
      const word = this.model.tokenizeWord(text.text.slice(start, spans[i + 1]));
      for (let t = 0; t < word.ids.length; t++) {
        ids.push(word.ids[t]);
        words.push(i / 2);
        offsets.push(text.originalStart(start + word.offsets[2 * t]));
        offsets.push(text.originalEnd(start + word.offsets[2 * t + 1] - 1));
      }
    }
    return spans.length === 2 ? { ids, offsets } : { ids, offsets, words, wordCount: spans.length / 2 };
  }
}
