/** Phi-1 to Phi-2 with their language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, phiConfig, type PhiConfig, PhiModel } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class PhiForCausalLM extends CausalLanguageModel<PhiConfig> {
  static readonly configSchema = phiConfig;
  static readonly base_model_prefix = 'model';

  model = new PhiModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): PhiModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
