/** OPT with its language modeling head. */
import { optConfig, type OPTConfig, OPTModel, headOver } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class OPTForCausalLM extends ModelWithHead<OPTConfig> {
  static readonly configSchema = optConfig;

  model = new OPTModel(this.config);
  lm_head = headOver(this.model.decoder.embed_tokens, this.config);
}
