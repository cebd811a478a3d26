import { checkCount } from '@automodel/core';
import { Pipeline, type LoadOptions, type PreTrainedModel } from '@automodel/modeling';
import type { ImageInput, ReadImageOptions } from '../images/raw-image.js';
import { AutoImageProcessor } from '../processing/auto-image-processor.js';
import type { ImageProcessor } from '../processing/image-processor.js';
import { ImageProcessorError } from '../processing/errors.js';

/** What a pipeline of pictures is made of. */
export interface ImagePipelineParts<Model extends PreTrainedModel> {
  readonly task: string;
  readonly model: Model;
  readonly image_processor: ImageProcessor;
}

/** Options that calls of all pipelines of pictures have. */
export interface ImagePipelineOptions extends ReadImageOptions {
  /** How many pictures are computed at once; 4 if left out. More take more memory, and no less time. */
  readonly batch_size?: number;
}

/** The names of {@link ImagePipelineOptions}. */
export const imagePipelineOptions = ['batch_size', 'max_bytes', 'max_pixels', 'timeout', 'signal'] as const;

/** Loads the parts of a pipeline. */
export async function loadImagePipeline<Model extends PreTrainedModel>(
  task: string,
  auto: { from_pretrained(model: string, options?: LoadOptions): Promise<Model> },
  model: string,
  options?: LoadOptions,
): Promise<ImagePipelineParts<Model>> {
  // First what takes no time, so that a model without it is refused at once.
  const image_processor = await AutoImageProcessor.from_pretrained(model);
  return { task, model: await auto.from_pretrained(model, options), image_processor };
}

/** A pipeline whose data are pictures. */
export abstract class ImagePipeline<Model extends PreTrainedModel>
  extends Pipeline<Model>
  implements ImagePipelineParts<Model>
{
  readonly image_processor: ImageProcessor;

  constructor({ image_processor, ...parts }: ImagePipelineParts<Model>) {
    super(parts);
    this.image_processor = image_processor;
  }

  /** The image processor, as transformers.js calls it. */
  get processor(): ImageProcessor {
    return this.image_processor;
  }

  /**
   * Goes through pictures in batches; only the pictures of one are in memory at a time.
   *
   * @param compute what to do with the pixels of a batch
   */
  protected async inBatches<Result>(
    images: readonly ImageInput[],
    options: ImagePipelineOptions,
    compute: (pixels: Awaited<ReturnType<ImageProcessor['_call']>>) => Promise<Result>,
  ): Promise<Result[]> {
    const { batch_size = 4, max_bytes, max_pixels, timeout, signal } = options;
    checkCount('batch_size', batch_size);
    if (images.length === 0) {
      throw new ImageProcessorError('image-batch-invalid', 'there must be at least one picture');
    }
    const results: Result[] = [];
    for (let i = 0; i < images.length; i += batch_size) {
      const batch = images.slice(i, i + batch_size);
      const pixels = await this.image_processor(batch, { max_bytes, max_pixels, timeout, signal });
      results.push(await compute(pixels));
    }
    return results;
  }
}
