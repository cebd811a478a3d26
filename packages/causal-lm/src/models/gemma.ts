/** Gemma with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gemmaConfig, type GemmaConfig, GemmaModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GemmaForCausalLM extends CausalLanguageModel<GemmaConfig> {
  static readonly configSchema = gemmaConfig;
  static readonly base_model_prefix = 'model';

  model = new GemmaModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): GemmaModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
