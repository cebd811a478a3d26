/** The small Blenderbot with its language modeling head. */
import {
  blenderbotSmallConfig,
  type BlenderbotSmallConfig,
  BlenderbotSmallModel,
  headOver,
} from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class BlenderbotSmallForConditionalGeneration extends ModelWithHead<BlenderbotSmallConfig> {
  static readonly configSchema = blenderbotSmallConfig;

  model = new BlenderbotSmallModel(this.config);
  lm_head = headOver(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
