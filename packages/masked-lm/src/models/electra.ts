/** ELECTRA's generator, a masked language model (https://arxiv.org/abs/2003.10555). */
import { ConfiguredModule, gelu, type Value } from '@automodel/graph';
import { electraConfig, ElectraModel, LayerNorm, Linear, type ElectraConfig } from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';

class ElectraGeneratorPredictions extends ConfiguredModule<ElectraConfig> {
  LayerNorm = new LayerNorm(this.config.embedding_size, this.config.layer_norm_eps);
  dense = new Linear(this.config.hidden_size, this.config.embedding_size);

  forward(x: Value): Value {
    return this.LayerNorm.forward(gelu(this.dense.forward(x)));
  }
}

export class ElectraForMaskedLM extends MaskedLanguageModel<ElectraConfig> {
  static readonly configSchema = electraConfig;
  static readonly base_model_prefix = 'electra';

  electra = new ElectraModel(this.config);
  generator_predictions = new ElectraGeneratorPredictions(this.config);
  generator_lm_head = new Linear(this.config.embedding_size, this.config.vocab_size, {
    tiedWeight: this.electra.embeddings.word_embeddings.weight,
  });

  get base_model(): ElectraModel {
    return this.electra;
  }

  protected scores(x: Value): Value {
    return this.generator_lm_head.forward(this.generator_predictions.forward(x));
  }
}
