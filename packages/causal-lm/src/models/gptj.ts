/** GPT-J with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gptjConfig, type GPTJConfig, GPTJModel, headOver } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GPTJForCausalLM extends CausalLanguageModel<GPTJConfig> {
  static readonly configSchema = gptjConfig;
  static readonly base_model_prefix = 'transformer';

  transformer = new GPTJModel(this.config);
  lm_head = headOver(this.transformer.wte, this.config, { bias: true });

  get base_model(): GPTJModel {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
