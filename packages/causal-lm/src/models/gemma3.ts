/** Gemma 3, text, with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gemma3TextConfig, type Gemma3TextConfig, Gemma3TextModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class Gemma3ForCausalLM extends CausalLanguageModel<Gemma3TextConfig> {
  static readonly configSchema = gemma3TextConfig;
  static readonly base_model_prefix = 'model';

  model = new Gemma3TextModel(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): Gemma3TextModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    const { final_logit_softcapping: cap } = this.config;
    const scores = this.lm_head.forward(x);
    return cap ? scores.div(cap).tanh().mul(cap) : scores;
  }
}
