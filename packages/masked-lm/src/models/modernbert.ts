/** ModernBERT with its masked language modeling head (https://arxiv.org/abs/2412.13663). */
import type { Value } from '@automodel/graph';
import {
  Linear,
  modernBertConfig,
  ModernBertModel,
  ModernBertPredictionHead,
  type ModernBertConfig,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

export class ModernBertForMaskedLM extends MaskedLanguageModel<ModernBertConfig> {
  static readonly configSchema = modernBertConfig;
  static readonly base_model_prefix = 'model';

  model = new ModernBertModel(this.config);
  head = new ModernBertPredictionHead(this.config);
  decoder = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: this.config.decoder_bias,
    tiedWeight: this.model.embeddings.tok_embeddings.weight,
  });

  get base_model(): ModernBertModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.decoder.forward(this.head.forward(x));
  }
}
