/** Gemma 3, text, with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gemma3TextConfig, type Gemma3TextConfig, Gemma3TextModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Gemma3ForCausalLM extends ModelWithHead<Gemma3TextConfig> {
  static readonly configSchema = gemma3TextConfig;

  model = new Gemma3TextModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);

  protected override scores(x: Value): Value {
    const { final_logit_softcapping: cap } = this.config;
    const scores = super.scores(x);
    return cap ? scores.div(cap).tanh().mul(cap) : scores;
  }
}
