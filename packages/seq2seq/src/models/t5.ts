/** T5 with its language modeling head; version 1.0 scores by its embeddings, and scales what it scores. */
import type { Value } from '@automodel/graph';
import { headInPlace, t5Config, T5Model, type T5Config } from '@automodel/modeling';
import { Seq2SeqLanguageModel } from '../seq2seq-language-model.js';

export class T5ForConditionalGeneration extends Seq2SeqLanguageModel<T5Config> {
  static readonly configSchema = t5Config;
  static readonly base_model_prefix = 'transformer';

  // Checkpoints hold the halves without a prefix, beside the head.
  transformer = new T5Model(this.config);
  lm_head = headInPlace(this.transformer.shared, { tie_word_embeddings: true });

  get base_model(): T5Model {
    return this.transformer;
  }

  /** Whether what is scored is scaled to the size of embeddings. */
  protected isScaled(): boolean {
    const { scale_decoder_outputs, tie_word_embeddings } = this.config;
    return scale_decoder_outputs ?? tie_word_embeddings;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(this.isScaled() ? x.mul(this.config.d_model ** -0.5) : x);
  }
}
