import type { Embedding } from './embedding.js';
import { Linear } from './linear.js';

/** A head that scores by the token embeddings, or by weights of its own where the config does not tie them. */
export function headOver(
  embeddings: Embedding,
  config: { readonly tie_word_embeddings: boolean },
  { bias = false } = {},
): Linear {
  const { weight } = embeddings;
  const [vocabulary, size] = weight.shape;
  return new Linear(size, vocabulary, { bias, tiedWeight: config.tie_word_embeddings ? weight : undefined });
}
