import { loadModel, type LoadOptions } from '@automodel/modeling';
import type { ImageClassificationModel } from './image-classification-model.js';
import { imageClassificationModels, visionModels } from './registry.js';
import type { VisionModel } from './vision-model.js';

/** Loads a classifier of pictures of any supported architecture. */
export class AutoModelForImageClassification {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<ImageClassificationModel> {
    return loadModel(imageClassificationModels, model, options, 'AutoModelForImageClassification');
  }
}

/** Loads an encoder of pictures, without a head, of any supported architecture. */
export class AutoVisionModel {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<VisionModel> {
    return loadModel(visionModels, model, options, 'AutoVisionModel');
  }
}
