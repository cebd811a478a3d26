/** Marian with its language modeling head. */
import { marianConfig, type MarianConfig, MarianModel, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class MarianMTModel extends ModelWithHead<MarianConfig> {
  static readonly configSchema = marianConfig;

  model = new MarianModel(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
