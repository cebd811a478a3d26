import { Parameter, type Value } from '@automodel/graph';
import type { BartConfig, BartLikeModel, Linear } from '@automodel/modeling';
import { Seq2SeqLanguageModel } from './seq2seq-language-model.js';

/** What checkpoints of BART and its relatives hold: both halves as `model`, and beside it the head. */
export abstract class ModelWithHead<Config extends BartConfig> extends Seq2SeqLanguageModel<Config> {
  static readonly base_model_prefix: string = 'model';

  abstract readonly model: BartLikeModel<Config>;
  abstract readonly lm_head: Linear;
  /** Added to the scores; most checkpoints have zeros here, some nothing. */
  final_logits_bias?: Parameter | undefined;

  get base_model(): BartLikeModel<Config> {
    return this.model;
  }

  protected scores(x: Value): Value {
    const logits = this.lm_head.forward(x);
    return this.final_logits_bias ? logits.add(this.final_logits_bias) : logits;
  }

  /** The bias of so many scores, if the checkpoint has one. */
  protected logitsBias(vocabulary: number): Parameter | undefined {
    return this.hasWeight('final_logits_bias') ? new Parameter([1, vocabulary]) : undefined;
  }
}
