import { cat, InvalidArgumentError, refuseUnknownOptions, type Tensor } from '@automodel/core';
import type { LoadOptions } from '@automodel/modeling';
import { AutoVisionModel } from '../auto-model.js';
import type { ImageInput } from '../images/raw-image.js';
import type { VisionModel } from '../vision-model.js';
import {
  ImagePipeline,
  imagePipelineOptions,
  loadImagePipeline,
  type ImagePipelineOptions,
} from './image-pipeline.js';

export interface ImageFeatureExtractionOptions extends ImagePipelineOptions {
  /** Whether to return one vector for each picture, where the model has such. */
  readonly pool?: boolean | null;
}

export interface ImageFeatureExtractionPipeline {
  (
    images: ImageInput | readonly ImageInput[],
    options?: ImageFeatureExtractionOptions,
  ): Promise<Tensor<'float32'>>;
}

/**
 * Pictures as vectors: of the class token and every patch, `[pictures, tokens, hidden]`, or pooled, `[pictures, hidden]`.
 *
 * @example
 * const extractor = await ImageFeatureExtractionPipeline.from_pretrained('path/to/dinov2');
 * const vectors = await extractor(['a.jpg', 'b.jpg'], { pool: true });
 */
export class ImageFeatureExtractionPipeline extends ImagePipeline<VisionModel> {
  /** Loads a model and its image processor. */
  static async from_pretrained(
    model: string,
    options?: LoadOptions,
  ): Promise<ImageFeatureExtractionPipeline> {
    return new this(await loadImagePipeline('image-feature-extraction', AutoVisionModel, model, options));
  }

  async _call(
    images: ImageInput | readonly ImageInput[],
    options: ImageFeatureExtractionOptions = {},
  ): Promise<Tensor<'float32'>> {
    refuseUnknownOptions('image-feature-extraction', options, ['pool', ...imagePipelineOptions]);
    const { pool = false, ...rest } = options;
    const inputs = Array.isArray(images) ? (images as readonly ImageInput[]) : [images as ImageInput];
    const batches = await this.inBatches(inputs, rest, async ({ pixel_values }) => {
      const { last_hidden_state, pooler_output } = await this.model(
        { pixel_values },
        { signal: rest.signal },
      );
      if (!pool) return last_hidden_state;
      if (pooler_output) return pooler_output;
      throw new InvalidArgumentError(
        'this checkpoint has no weights for pooling; leave the option "pool" out and take a mean over the tokens, or the first',
      );
    });
    return batches.length === 1 ? batches[0] : cat(batches);
  }
}
