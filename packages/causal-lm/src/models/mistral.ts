/** Mistral with its language modeling head. */
import { mistralConfig, type MistralConfig, MistralModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class MistralForCausalLM extends ModelWithHead<MistralConfig> {
  static readonly configSchema = mistralConfig;

  model = new MistralModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
