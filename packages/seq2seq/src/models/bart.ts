/** BART with its language modeling head. */
import { bartConfig, type BartConfig, BartModel, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class BartForConditionalGeneration extends ModelWithHead<BartConfig> {
  static readonly configSchema = bartConfig;

  model = new BartModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
