/** Phi-1 to Phi-2 with their language modeling head. */
import { phiConfig, type PhiConfig, PhiModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class PhiForCausalLM extends ModelWithHead<PhiConfig> {
  static readonly configSchema = phiConfig;

  model = new PhiModel(this.config);
  lm_head = headOver(this.model.embed_tokens, this.config, { bias: true });
}
