/** GPT-2 with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gpt2Config, type GPT2Config, GPT2Model, headOver } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GPT2LMHeadModel extends CausalLanguageModel<GPT2Config> {
  static readonly configSchema = gpt2Config;
  static readonly base_model_prefix = 'transformer';

  transformer = new GPT2Model(this.config);
  lm_head = headOver(this.transformer.wte, this.config);

  get base_model(): GPT2Model {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
