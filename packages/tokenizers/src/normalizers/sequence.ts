import type { AlignedText } from '../text/aligned-text.js';
import { refuseGrowth } from '../text/growth.js';
import type { Normalizer } from './normalizer.js';

/** Several normalizers, one after the other. */
export class NormalizerSequence implements Normalizer {
  constructor(private readonly normalizers: readonly Normalizer[]) {}

  normalize(text: AlignedText): AlignedText {
    return this.normalizers.reduce((current, normalizer) => {
      const next = normalizer.normalize(current);
      refuseGrowth(text.length, next.length);
      return next;
    }, text);
  }
}
