/** GPT-2 with its language modeling head. */
import type { Value } from '@automodel/graph';
import { GPT2Model, gpt2Config, Linear, type GPT2Config } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class GPT2LMHeadModel extends CausalLanguageModel<GPT2Config> {
  static readonly configSchema = gpt2Config;
  static readonly base_model_prefix = 'transformer';

  transformer = new GPT2Model(this.config);
  lm_head = new Linear(this.config.n_embd, this.config.vocab_size, {
    bias: false,
    tiedWeight: this.config.tie_word_embeddings ? this.transformer.wte.weight : undefined,
  });

  get base_model(): GPT2Model {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
