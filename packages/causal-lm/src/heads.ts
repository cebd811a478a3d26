import type { Value } from '@automodel/graph';
import { Linear, type DecoderModel, type Embedding } from '@automodel/modeling';
import { CausalLanguageModel } from './causal-language-model.js';

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

/** What most of today's checkpoints hold: a decoder named `model`, and beside it `lm_head`, which scores what it gives. */
export abstract class ModelWithHead<Config extends object> extends CausalLanguageModel<Config> {
  static readonly base_model_prefix: string = 'model';

  abstract readonly model: DecoderModel;
  abstract readonly lm_head: Linear;

  get base_model(): DecoderModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
