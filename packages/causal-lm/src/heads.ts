import type { Value } from '@automodel/graph';
import type { DecoderModel, Linear } from '@automodel/modeling';
import { CausalLanguageModel } from './causal-language-model.js';

/** What most of today's checkpoints hold: a decoder named `model`, and beside it `lm_head`, which scores what it gives. */
export abstract class ModelWithHead<Config extends object> extends CausalLanguageModel<Config> {
  static readonly base_model_prefix: string = 'model';

  abstract readonly model: DecoderModel;
  abstract readonly lm_head: Linear;

  get base_model(): DecoderModel {
    return this.model;
  }

  protected scores(x: Value): Value {
    return this.lm_head.forward(x);
  }
}
