/** Image processors by the names of Python's classes: the same steps, with other defaults. */
import { BICUBIC, BILINEAR } from '../images/filters.js';
import { ImageProcessor } from './image-processor.js';
import type { ImageProcessorFields } from './settings.js';

const half = [0.5, 0.5, 0.5];
const clipMean = [0.48145466, 0.4578275, 0.40821073];
const clipDeviation = [0.26862954, 0.26130258, 0.27577711];

const square = (side: number): { height: number; width: number } => ({ height: side, width: side });

export class ViTImageProcessor extends ImageProcessor {
  static override readonly defaults: ImageProcessorFields = {
    size: square(224),
    resample: BILINEAR,
    image_mean: half,
    image_std: half,
  };
}

export class DeiTImageProcessor extends ImageProcessor {
  static override readonly defaults: ImageProcessorFields = {
    size: square(256),
    resample: BICUBIC,
    do_center_crop: true,
    crop_size: square(224),
    image_mean: half,
    image_std: half,
  };
}

export class BeitImageProcessor extends ImageProcessor {
  static override readonly defaults: ImageProcessorFields = {
    size: square(224),
    resample: BICUBIC,
    crop_size: square(224),
    image_mean: half,
    image_std: half,
  };
}

/** BiT's, which DINOv2 has, too. */
export class BitImageProcessor extends ImageProcessor {
  static override readonly squareByDefault = false;
  static override readonly defaults: ImageProcessorFields = {
    size: { shortest_edge: 224 },
    resample: BICUBIC,
    do_center_crop: true,
    crop_size: square(224),
    image_mean: clipMean,
    image_std: clipDeviation,
  };
}

export class CLIPImageProcessor extends BitImageProcessor {}

/** ConvNext's: below 384 pixels the middle share `crop_pct` of the picture, from there on all of it as a square. */
export class ConvNextImageProcessor extends ImageProcessor {
  static override readonly squareByDefault = false;
  static override readonly defaults: ImageProcessorFields = {
    size: { shortest_edge: 384 },
    resample: BICUBIC,
    crop_pct: 224 / 256,
    image_mean: half,
    image_std: half,
  };
}
