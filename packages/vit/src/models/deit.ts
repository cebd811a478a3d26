/**
 * DeiT (https://arxiv.org/abs/2012.12877): ViT with a second special token that learned from a teacher network. A
 * checkpoint classifies by its class token, or by the mean of what both tokens say.
 */
import type { Value } from '@automodel/graph';
import { Linear } from '@automodel/modeling';
import type * as v from 'valibot';
import { ImageClassificationModel, type ImageClassifierOutput } from '../image-classification-model.js';
import type { Tensor } from '@automodel/core';
import type { VisionCallOptions, VisionInputs } from '../vision-inputs.js';
import type { VisionOutputs } from '../vision-model.js';
import { VisionEmbeddings } from './embeddings.js';
import { vitConfig, ViTModel } from './vit.js';

export const deitConfig = vitConfig;
export type DeiTConfig = v.InferOutput<typeof deitConfig>;

/** The DeiT encoder without a head. */
export class DeiTModel extends ViTModel {
  static override readonly base_model_prefix = 'deit';

  protected override makeEmbeddings(): VisionEmbeddings {
    return new VisionEmbeddings(this.config, { distillation: true });
  }
}

/** DeiT with a classifier of the class token. */
export class DeiTForImageClassification extends ImageClassificationModel<DeiTConfig> {
  static readonly configSchema = deitConfig;
  static readonly base_model_prefix = 'deit';

  deit = new DeiTModel(this.config);
  classifier = new Linear(this.config.hidden_size, this.num_labels);

  forward(pixels: Value): VisionOutputs {
    const { last_hidden_state, hidden_states } = this.deit.forward(pixels);
    return { logits: this.classifier.forward(last_hidden_state.gather(0, 1)), hidden_states };
  }
}

/** What DeiT with both classifiers computes. */
export interface DeiTForImageClassificationWithTeacherOutput extends ImageClassifierOutput {
  /** By the class token, `[batch, labels]`. */
  readonly cls_logits: Tensor<'float32'>;
  /** By the distillation token, `[batch, labels]`. */
  readonly distillation_logits: Tensor<'float32'>;
}

export interface DeiTForImageClassificationWithTeacher {
  (inputs: VisionInputs, options?: VisionCallOptions): Promise<DeiTForImageClassificationWithTeacherOutput>;
}

/** DeiT with a classifier for each of its special tokens; its logits are the mean of theirs. */
export class DeiTForImageClassificationWithTeacher extends ImageClassificationModel<DeiTConfig> {
  static readonly configSchema = deitConfig;
  static readonly base_model_prefix = 'deit';

  deit = new DeiTModel(this.config);
  cls_classifier = new Linear(this.config.hidden_size, this.num_labels);
  distillation_classifier = new Linear(this.config.hidden_size, this.num_labels);

  forward(pixels: Value): VisionOutputs {
    const { last_hidden_state, hidden_states } = this.deit.forward(pixels);
    const cls_logits = this.cls_classifier.forward(last_hidden_state.gather(0, 1));
    const distillation_logits = this.distillation_classifier.forward(last_hidden_state.gather(1, 1));
    const logits = cls_logits.add(distillation_logits).div(2);
    return { logits, cls_logits, distillation_logits, hidden_states };
  }
}
