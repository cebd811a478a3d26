/** Gemma with its language modeling head. */
import { gemmaConfig, type GemmaConfig, GemmaModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class GemmaForCausalLM extends ModelWithHead<GemmaConfig> {
  static readonly configSchema = gemmaConfig;

  model = new GemmaModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
