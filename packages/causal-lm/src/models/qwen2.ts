/** Qwen2 with its language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, qwen2Config, type Qwen2Config, Qwen2Model } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class Qwen2ForCausalLM extends CausalLanguageModel<Qwen2Config> {
  static readonly configSchema = qwen2Config;
  static readonly base_model_prefix = 'model';

  model = new Qwen2Model(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): Qwen2Model {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
