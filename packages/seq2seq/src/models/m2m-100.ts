/** M2M-100 and NLLB with their language modeling head. */
import { m2m100Config, type M2M100Config, M2M100Model, headInPlace } from '@automodel/modeling';
import { ModelWithHead } from '../heads.js';

export class M2M100ForConditionalGeneration extends ModelWithHead<M2M100Config> {
  static readonly configSchema = m2m100Config;

  model = new M2M100Model(this.config);
  lm_head = headInPlace(this.model.decoder.embed_tokens, this.config);
  override final_logits_bias = this.logitsBias(this.vocabSize);
}
