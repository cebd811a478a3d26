/** StableLM with its language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, stableLmConfig, type StableLmConfig, StableLmModel } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class StableLmForCausalLM extends CausalLanguageModel<StableLmConfig> {
  static readonly configSchema = stableLmConfig;
  static readonly base_model_prefix = 'model';

  model = new StableLmModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): StableLmModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
