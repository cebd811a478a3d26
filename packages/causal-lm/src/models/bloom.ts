/** BLOOM with its language modeling head. */
import type { Value } from '@automodel/graph';
import { bloomConfig, type BloomConfig, BloomModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class BloomForCausalLM extends CausalLanguageModel<BloomConfig> {
  static readonly configSchema = bloomConfig;
  static readonly base_model_prefix = 'transformer';

  transformer = new BloomModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.transformer.word_embeddings.weight : undefined,
  });

  get base_model(): BloomModel {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
