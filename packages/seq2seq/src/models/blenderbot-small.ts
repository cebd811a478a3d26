/** The small Blenderbot with its language modeling head. */
import {
  blenderbotSmallConfig,
  type BlenderbotSmallConfig,
  BlenderbotSmallModel,
  headInPlace,
} from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class BlenderbotSmallForConditionalGeneration extends ModelWithHead<BlenderbotSmallConfig> {
  static readonly configSchema = blenderbotSmallConfig;

  model = new BlenderbotSmallModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
