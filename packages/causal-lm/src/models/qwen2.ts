/** Qwen2 with its language modeling head. */
import { qwen2Config, type Qwen2Config, Qwen2Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Qwen2ForCausalLM extends ModelWithHead<Qwen2Config> {
  static readonly configSchema = qwen2Config;

  model = new Qwen2Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
