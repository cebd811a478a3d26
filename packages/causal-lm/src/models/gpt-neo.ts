/** GPT-Neo with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gptNeoConfig, type GPTNeoConfig, GPTNeoModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GPTNeoForCausalLM extends CausalLanguageModel<GPTNeoConfig> {
  static readonly configSchema = gptNeoConfig;
  static readonly base_model_prefix = 'transformer';

  transformer = new GPTNeoModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.transformer.wte.weight : undefined,
  });

  get base_model(): GPTNeoModel {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
