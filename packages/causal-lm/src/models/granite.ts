/** Granite with its language modeling head, whose scores are divided. */
import type { Value } from '@automodel/graph';
import { graniteConfig, type GraniteConfig, GraniteModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GraniteForCausalLM extends CausalLanguageModel<GraniteConfig> {
  static readonly configSchema = graniteConfig;
  static readonly base_model_prefix = 'model';

  model = new GraniteModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): GraniteModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x).div(this.config.logits_scaling);
  }
}
