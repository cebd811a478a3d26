/** StableLM with its language modeling head. */
import { stableLmConfig, type StableLmConfig, StableLmModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class StableLmForCausalLM extends ModelWithHead<StableLmConfig> {
  static readonly configSchema = stableLmConfig;

  model = new StableLmModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
