/** Gemma 2 with its language modeling head, whose scores are capped. */
import type { Value } from '@automodel/graph';
import { gemma2Config, type Gemma2Config, Gemma2Model, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class Gemma2ForCausalLM extends CausalLanguageModel<Gemma2Config> {
  static readonly configSchema = gemma2Config;
  static readonly base_model_prefix = 'model';

  model = new Gemma2Model(this.config);
  lm_head = new Linear(this.config.hidden_size, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.model.embed_tokens.weight : undefined,
  });

  get base_model(): Gemma2Model {
    return this.model;
  }

  protected scores(x: Value): Value {
    const { final_logit_softcapping: cap } = this.config;
    const scores = this.lm_head.forward(x);
    return cap ? scores.div(cap).tanh().mul(cap) : scores;
  }
}
