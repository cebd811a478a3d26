import { readConfig, resolveModel } from '@automodel/checkpoint';
import { ImageProcessorError } from './errors.js';
import type { ImageProcessor } from './image-processor.js';
import { readProcessorConfig } from './processor-config.js';
import {
  BeitImageProcessor,
  BitImageProcessor,
  CLIPImageProcessor,
  ConvNextImageProcessor,
  DeiTImageProcessor,
  ViTImageProcessor,
} from './processors.js';
import { refuseUnknownSettings, type ImageProcessorFields } from './settings.js';

type ImageProcessorClass = new (fields: object, where: string) => ImageProcessor;

/** Image processors by the `image_processor_type` of preprocessor_config.json. */
const byName: Readonly<Record<string, ImageProcessorClass>> = {
  BeitImageProcessor,
  BitImageProcessor,
  CLIPImageProcessor,
  ConvNextImageProcessor,
  DeiTImageProcessor,
  ViTImageProcessor,
};

/** Those of models whose files do not name one, by the `model_type` of config.json. */
const byModelType: Readonly<Record<string, string>> = {
  beit: 'BeitImageProcessor',
  deit: 'DeiTImageProcessor',
  dinov2: 'BitImageProcessor',
  vit: 'ViTImageProcessor',
};

/** Loads the image processor of any model, of the class that its files name. */
export class AutoImageProcessor {
  /**
   * @param model a folder, or the name of an installed model
   * @param options settings that go before those of the file
   * @throws ImageProcessorError if the model has none, or one of a class that there is not
   * @example
   * const processor = await AutoImageProcessor.from_pretrained('mini-vit-digits');
   * const { pixel_values } = await processor('digit.png');
   */
  static async from_pretrained(model: string, options: ImageProcessorFields = {}): Promise<ImageProcessor> {
    refuseUnknownSettings(options, []);
    const files = await resolveModel(model);
    const { type, fields, where } = await readProcessorConfig(files);
    const name = type ?? byModelType[(await readConfig(files)).model_type];
    if (name === undefined || !Object.hasOwn(byName, name)) {
      const given = name === undefined ? 'names no image_processor_type' : `asks for a ${name}`;
      throw new ImageProcessorError(
        'image-processor-unsupported',
        `${where} ${given}; supported are ${Object.keys(byName).join(', ')}. CONTRIBUTING.md says how to add one.`,
      );
    }
    return new byName[name]({ ...fields, ...options }, where);
  }
}
