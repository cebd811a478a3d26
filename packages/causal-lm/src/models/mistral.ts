/** Mistral with its language modeling head. */
import { mistralConfig, type MistralConfig, MistralModel } from '@automodel/modeling';
import { headOver, ModelWithHead } from '../heads.js';

export class MistralForCausalLM extends ModelWithHead<MistralConfig> {
  static readonly configSchema = mistralConfig;

  model = new MistralModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
