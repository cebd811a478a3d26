/** SmolLM3 with its language modeling head. */
import { smolLM3Config, type SmolLM3Config, SmolLM3Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class SmolLM3ForCausalLM extends ModelWithHead<SmolLM3Config> {
  static readonly configSchema = smolLM3Config;

  model = new SmolLM3Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
