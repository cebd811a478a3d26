/**
 * Vision transformers, and the processing of their images.
 *
 * @packageDocumentation
 */
export * from '@automodel/modeling/errors';
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
export { ImageError, type ImageErrorCode } from './images/errors.js';
export type { Resample, ResampleFilter } from './images/filters.js';
export type { DecodeImageOptions } from './images/decode.js';
export type { Channels, Pixels } from './images/pixels.js';
export { load_image, RawImage, type ImageInput, type ReadImageOptions } from './images/raw-image.js';
export type { EncodedImage, FetchImageOptions } from './images/source.js';
export {
  ImageClassificationPipeline,
  type ImageClassificationOptions,
  type ImageClassificationOutput,
  type ImageClassificationResult,
  type ImageClassificationSingle,
  type ScoreFunction,
} from './pipelines/image-classification-pipeline.js';
export {
  ImageFeatureExtractionPipeline,
  type ImageFeatureExtractionOptions,
} from './pipelines/image-feature-extraction-pipeline.js';
export {
  ImagePipeline,
  type ImagePipelineOptions,
  type ImagePipelineParts,
} from './pipelines/image-pipeline.js';
export { AutoImageProcessor } from './processing/auto-image-processor.js';
export { ImageProcessorError, type ImageProcessorErrorCode } from './processing/errors.js';
export {
  ImageProcessor,
  type ImageProcessorOptions,
  type ImageProcessorOutput,
} from './processing/image-processor.js';
export {
  BeitImageProcessor,
  BitImageProcessor,
  CLIPImageProcessor,
  ConvNextImageProcessor,
  DeiTImageProcessor,
  ViTImageProcessor,
} from './processing/processors.js';
export type { ImageProcessorFields, ImageProcessorSettings } from './processing/settings.js';
export type { ExactSize, Size as ImageSize } from './processing/sizes.js';
