import { AutomodelError } from '@automodel/core';

/** Settings of an image processor, or pictures, that it cannot work with. */
export class ImageProcessorError extends AutomodelError {
  declare readonly code: ImageProcessorErrorCode;
}

export type ImageProcessorErrorCode =
  /** A model without preprocessor_config.json. */
  | 'image-processor-missing'
  /** A class of image processors that there is not. */
  | 'image-processor-unsupported'
  /** A setting of the wrong kind, or one that cannot be honoured. */
  | 'image-processor-invalid'
  /** No pictures, or pictures that do not make one tensor. */
  | 'image-batch-invalid';
