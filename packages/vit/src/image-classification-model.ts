import type { Tensor } from '@automodel/core';
import { labelsOf, type LabelConfig } from '@automodel/modeling';
import type { VisionConfig } from './vision-config.js';
import { VisionNetwork } from './vision-model.js';

/** What a classifier of pictures computes; all float32. */
export interface ImageClassifierOutput {
  /** A score for each label, `[batch, labels]`. */
  readonly logits: Tensor<'float32'>;
  /** On request: the embeddings and the output of every layer, each `[batch, tokens, hidden]`. */
  readonly hidden_states?: readonly Tensor<'float32'>[];
}

/** A vision transformer with a head that scores labels. */
export abstract class ImageClassificationModel<
  Config extends VisionConfig & LabelConfig = VisionConfig & LabelConfig,
> extends VisionNetwork<Config, ImageClassifierOutput> {
  /** The labels in the order of the logits. */
  get labels(): readonly string[] {
    return labelsOf(this.config);
  }

  get num_labels(): number {
    return this.labels.length;
  }
}
