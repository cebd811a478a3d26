import { linearInPlace, type Parameter, type Value } from '@automodel/graph';
import type { Embedding } from './embedding.js';
import { Linear } from './linear.js';

/** Scores of every entry of the vocabulary by the token embeddings, `[positions, hidden]` to `[positions, vocabulary]`. */
class TiedHead extends Linear {
  constructor(embeddings: Parameter) {
    const [vocabulary, size] = embeddings.shape;
    super(size, vocabulary, { bias: false, tiedWeight: embeddings });
  }

  override forward(x: Value): Value {
    return linearInPlace(x, this.weight);
  }
}

/**
 * A head that scores by the token embeddings where they lie, or by weights of its own where the config does not tie them. It
 * takes half the memory of {@link headOver}'s and, for a few rows, half as long again.
 */
export function headInPlace(
  embeddings: Embedding,
  config: { readonly tie_word_embeddings: boolean },
): Linear {
  return config.tie_word_embeddings ? new TiedHead(embeddings.weight) : headOver(embeddings, config);
}

/** A head that scores by the token embeddings, or by weights of its own where the config does not tie them. */
export function headOver(
  { weight }: Embedding,
  config: { readonly tie_word_embeddings: boolean },
  { bias = false } = {},
): Linear {
  const [vocabulary, size] = weight.shape;
  return new Linear(size, vocabulary, { bias, tiedWeight: config.tie_word_embeddings ? weight : undefined });
}
