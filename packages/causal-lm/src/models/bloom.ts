/** BLOOM with its language modeling head. */
import type { Value } from '@automodel/graph';
import { bloomConfig, type BloomConfig, BloomModel, headOver } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class BloomForCausalLM extends CausalLanguageModel<BloomConfig> {
  static readonly configSchema = bloomConfig;
  static readonly base_model_prefix = 'transformer';

  transformer = new BloomModel(this.config);
  lm_head = headOver(this.transformer.word_embeddings, this.config);

  get base_model(): BloomModel {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
