/** Granite with its language modeling head, whose scores are divided. */
import type { Value } from '@automodel/graph';
import { graniteConfig, type GraniteConfig, GraniteModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class GraniteForCausalLM extends ModelWithHead<GraniteConfig> {
  static readonly configSchema = graniteConfig;

  model = new GraniteModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);

  protected override scores(x: Value): Value {
    return super.scores(x).div(this.config.logits_scaling);
  }
}
