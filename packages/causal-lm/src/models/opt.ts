/** OPT with its language modeling head. */
import type { Value } from '@automodel/graph';
import { Linear, optConfig, type OPTConfig, OPTModel } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class OPTForCausalLM extends CausalLanguageModel<OPTConfig> {
  static readonly configSchema = optConfig;
  static readonly base_model_prefix = 'model';

  model = new OPTModel(this.config);
  lm_head = new Linear(this.model.decoder.embed_tokens.weight.shape[1], this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.decoder.embed_tokens.weight : undefined,
  });

  get base_model(): OPTModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
