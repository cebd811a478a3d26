/** ModernBERT with its masked language modeling head (https://arxiv.org/abs/2412.13663). */
import { ConfiguredModule, type Value } from '@automodel/graph';
import {
  activations,
  LayerNorm,
  Linear,
  modernBertConfig,
  ModernBertModel,
  type ModernBertConfig,
} from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

class ModernBertPredictionHead extends ConfiguredModule<ModernBertConfig> {
  dense = new Linear(this.config.hidden_size, this.config.hidden_size, { bias: this.config.classifier_bias });
  norm = new LayerNorm(this.config.hidden_size, this.config.norm_eps, { bias: this.config.norm_bias });

  forward(x: Value): Value {
    return this.norm.forward(activations[this.config.classifier_activation](this.dense.forward(x)));
  }
}

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
