/** SmolLM3 with its language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, smolLM3Config, type SmolLM3Config, SmolLM3Model } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class SmolLM3ForCausalLM extends CausalLanguageModel<SmolLM3Config> {
  static readonly configSchema = smolLM3Config;
  static readonly base_model_prefix = 'model';

  model = new SmolLM3Model(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): SmolLM3Model {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
