/** Blenderbot with its language modeling head. */
import { blenderbotConfig, type BlenderbotConfig, BlenderbotModel, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class BlenderbotForConditionalGeneration extends ModelWithHead<BlenderbotConfig> {
  static readonly configSchema = blenderbotConfig;

  model = new BlenderbotModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
