/**
 * Vision transformers, and the processing of their images.
 *
 * @packageDocumentation
 */
export { AutoModelForImageClassification, AutoVisionModel } from './auto-model.js';
export { ImageClassificationModel, type ImageClassifierOutput } from './image-classification-model.js';
export { beitConfig, BeitForImageClassification, BeitModel, type BeitConfig } from './models/beit.js';
export {
  deitConfig,
  DeiTForImageClassification,
  DeiTForImageClassificationWithTeacher,
  DeiTModel,
  type DeiTConfig,
  type DeiTForImageClassificationWithTeacherOutput,
} from './models/deit.js';
export {
  dinov2Config,
  Dinov2ForImageClassification,
  Dinov2Model,
  type Dinov2Config,
} from './models/dinov2.js';
export { vitConfig, ViTForImageClassification, ViTModel, type ViTConfig } from './models/vit.js';
export { imageClassificationModels, visionModels } from './registry.js';
export type { VisionConfig } from './vision-config.js';
export type { VisionCallOptions, VisionInputs } from './vision-inputs.js';
export { VisionModel, VisionNetwork, type VisionModelOutput, type VisionOutputs } from './vision-model.js';
