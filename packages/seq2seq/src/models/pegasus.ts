/** PEGASUS with its language modeling head. */
import { pegasusConfig, type PegasusConfig, PegasusModel, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class PegasusForConditionalGeneration extends ModelWithHead<PegasusConfig> {
  static readonly configSchema = pegasusConfig;

  model = new PegasusModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
