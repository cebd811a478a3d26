/** mBART with its language modeling head. */
import { bartConfig, type BartConfig, MBartModel, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class MBartForConditionalGeneration extends ModelWithHead<BartConfig> {
  static readonly configSchema = bartConfig;

  model = new MBartModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
