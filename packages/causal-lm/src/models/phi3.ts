/** Phi-3 with its language modeling head. */
import { phi3Config, type Phi3Config, Phi3Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Phi3ForCausalLM extends ModelWithHead<Phi3Config> {
  static readonly configSchema = phi3Config;

  model = new Phi3Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
