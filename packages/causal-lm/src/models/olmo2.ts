/** OLMo 2 with its language modeling head. */
import { olmo2Config, type Olmo2Config, Olmo2Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Olmo2ForCausalLM extends ModelWithHead<Olmo2Config> {
  static readonly configSchema = olmo2Config;

  model = new Olmo2Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
