/** Llama with its language modeling head. */
import { llamaConfig, type LlamaConfig, LlamaModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class LlamaForCausalLM extends ModelWithHead<LlamaConfig> {
  static readonly configSchema = llamaConfig;

  model = new LlamaModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config);
}
