/** OLMo 2 with its language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, olmo2Config, type Olmo2Config, Olmo2Model } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class Olmo2ForCausalLM extends CausalLanguageModel<Olmo2Config> {
  static readonly configSchema = olmo2Config;
  static readonly base_model_prefix = 'model';

  model = new Olmo2Model(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): Olmo2Model {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
