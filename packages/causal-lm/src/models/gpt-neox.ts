/** GPT-NeoX with its language modeling head. */
import type { Value } from '@automodel/graph';
import { gptNeoXConfig, type GPTNeoXConfig, GPTNeoXModel, headOver } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GPTNeoXForCausalLM extends CausalLanguageModel<GPTNeoXConfig> {
  static readonly configSchema = gptNeoXConfig;
  static readonly base_model_prefix = 'gpt_neox';

  gpt_neox = new GPTNeoXModel(this.config);
  embed_out = headOver(this.gpt_neox.embed_in, this.config);

  get base_model(): GPTNeoXModel {
    return this.gpt_neox;
  }

  protected scores(x: Value): Value {
    return this.embed_out.forward(x);
  }
}
