/** MPNet with its masked language modeling head (https://arxiv.org/abs/2004.09297). */
import type { Value } from '@automodel/graph';
import { mpnetConfig, MPNetModel, type MPNetConfig } from '@automodel/modeling';
import { MaskedLanguageModel } from '../masked-language-model.js';
import { RobertaLMHead } from './roberta.js';

export class MPNetForMaskedLM extends MaskedLanguageModel<MPNetConfig> {
  static readonly configSchema = mpnetConfig;
  static readonly base_model_prefix = 'mpnet';

  mpnet = new MPNetModel(this.config);
  lm_head = new RobertaLMHead(this.config, this.mpnet.embeddings.word_embeddings.weight);

  get base_model(): MPNetModel {
    return this.mpnet;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
