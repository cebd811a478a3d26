/** Qwen3 with its language modeling head. */
import { qwen3Config, type Qwen3Config, Qwen3Model, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class Qwen3ForCausalLM extends ModelWithHead<Qwen3Config> {
  static readonly configSchema = qwen3Config;

  model = new Qwen3Model(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
