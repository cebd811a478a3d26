/** DistilBERT with its masked language modeling head (https://arxiv.org/abs/1910.01108). */
import type { Value } from '@automodel/graph';
import {
  activations,
  DISTILBERT_EPSILON,
  distilBertConfig,
  DistilBertModel,
  LayerNorm,
  Linear,
  type DistilBertConfig,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

export class DistilBertForMaskedLM extends MaskedLanguageModel<DistilBertConfig> {
  static readonly configSchema = distilBertConfig;
  static readonly base_model_prefix = 'distilbert';

  distilbert = new DistilBertModel(this.config);
  vocab_transform = new Linear(this.config.dim, this.config.dim);
  vocab_layer_norm = new LayerNorm(this.config.dim, DISTILBERT_EPSILON);
  vocab_projector = new Linear(this.config.dim, this.config.vocab_size, {
    tiedWeight: this.distilbert.embeddings.word_embeddings.weight,
  });

  get base_model(): DistilBertModel {
    return this.distilbert;
  }

  protected scores(x: Value): Value {
    const transformed = activations[this.config.activation](this.vocab_transform.forward(x));
    return this.vocab_projector.forward(this.vocab_layer_norm.forward(transformed));
  }
}
