/** Gemma 2 with its language modeling head, whose scores are capped. */
import type { Value } from '@automodel/graph';
import { gemma2Config, type Gemma2Config, Gemma2Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Gemma2ForCausalLM extends ModelWithHead<Gemma2Config> {
  static readonly configSchema = gemma2Config;

  model = new Gemma2Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);

  protected override scores(x: Value): Value {
    const { final_logit_softcapping: cap } = this.config;
    const scores = super.scores(x);
    return cap ? scores.div(cap).tanh().mul(cap) : scores;
  }
}
