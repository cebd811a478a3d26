import { ConfiguredModule, type Value } from '@automodel/graph';
import { activations, Linear, type ActivationName } from '@automodel/modeling';
import type { ClassifierConfig } from '../labels.js';

/** RoBERTa's and its kin's: a layer with an activation before the scores of the labels. */
export class ClassificationHead extends ConfiguredModule<
  ClassifierConfig & { readonly hidden_size: number }
> {
  dense = new Linear(this.config.hidden_size, this.config.hidden_size);
  out_proj = new Linear(this.config.hidden_size, this.config.num_labels);

  constructor(
    config: ClassifierConfig & { readonly hidden_size: number },
    private readonly activation: ActivationName,
  ) {
    super(config);
  }

  /** `[batch, hidden]` to `[batch, labels]` */
  forward(x: Value): Value {
    return this.out_proj.forward(activations[this.activation](this.dense.forward(x)));
  }
}
