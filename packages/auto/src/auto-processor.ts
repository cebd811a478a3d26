import { resolveModel } from '@automodel/checkpoint';
import { AutoImageProcessor, ImageProcessorError, type ImageProcessor } from '@automodel/vit';

const files = ['preprocessor_config.json', 'processor_config.json'];

/**
 * Loads what turns a user's data into a model's inputs, for models of pictures: their image processor. Models of texts have
 * a tokenizer.
 */
export class AutoProcessor {
  /**
   * @param model a folder, or the name of an installed model
   * @throws ImageProcessorError if the model has none, or one of a class that there is not
   */
  static async from_pretrained(model: string): Promise<ImageProcessor> {
    const found = await resolveModel(model);
    const sizes = await Promise.all(files.map((file) => found.size(file)));
    if (sizes.some((size) => size !== undefined)) return AutoImageProcessor.from_pretrained(model);
    throw new ImageProcessorError(
      'image-processor-missing',
      `model "${model}" has no ${files.join(' or ')}; a model of texts is fed by AutoTokenizer.from_pretrained()`,
    );
  }
}
