import type { Tensor } from '@automodel/core';
import { layerNorm } from '@automodel/graph';
import * as v from 'valibot';
import type { Features, SentenceModule } from './module.js';

export const layerNormConfig = v.looseObject({
  dimension: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
});

/** PyTorch's default, which the module does not change. */
const EPSILON = 1e-5;

/** Layer normalization of the pooled vector; weights are `[dimension]`. */
export class LayerNorm implements SentenceModule {
  constructor(private readonly weights: { readonly weight: Tensor; readonly bias: Tensor }) {}

  forward(features: Features): Features {
    const { sentence_embedding } = features;
    if (!sentence_embedding) return features;
    const { weight, bias } = this.weights;
    return { ...features, sentence_embedding: layerNorm(sentence_embedding, weight, bias, EPSILON) };
  }
}
