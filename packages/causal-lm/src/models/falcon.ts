/** Falcon with its language modeling head. */
import type { Value } from '@automodel/graph';
import { falconConfig, type FalconConfig, FalconModel, headOver } from '@automodel/modeling';
import { CausalLanguageModel } from '../causal-language-model.js';

export class FalconForCausalLM extends CausalLanguageModel<FalconConfig> {
  static readonly configSchema = falconConfig;
  static readonly base_model_prefix = 'transformer';

  transformer = new FalconModel(this.config);
  lm_head = headOver(this.transformer.word_embeddings, this.config);

  get base_model(): FalconModel {
    return this.transformer;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
