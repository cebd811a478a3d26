import type { ModelFiles } from '@automodel/checkpoint';
import { ImageProcessorError } from './errors.js';
import { settingNames } from './settings.js';

/** What a model's files say of its image processor. */
export interface ProcessorConfig {
  /** The class, for example `ViTImageProcessor`, if the file names one. */
  readonly type?: string;
  readonly fields: object;
  /** The file, as messages name it. */
  readonly where: string;
}

const files = ['processor_config.json', 'preprocessor_config.json'];

/** @throws ImageProcessorError if the model has no image processor */
export async function readProcessorConfig(model: ModelFiles): Promise<ProcessorConfig> {
  for (const file of files) {
    const found = await model.readJson(file);
    // Newer files have the settings of several processors.
    const config =
      file === files[0] ? (found as { image_processor?: object } | undefined)?.image_processor : found;
    if (config === undefined) continue;
    const where = model.describe(file);
    if (typeof config !== 'object' || config === null || Array.isArray(config)) {
      throw new ImageProcessorError('image-processor-invalid', `${where} must hold a JSON object`);
    }
    const settings = Object.entries(config).filter(([name]) => settingNames.includes(name));
    return { type: className(config, where), fields: Object.fromEntries(settings), where };
  }
  throw new ImageProcessorError(
    'image-processor-missing',
    `model "${model.name}" (${model.folder}) has no preprocessor_config.json, so nothing says how it takes pictures; ` +
      'add that file, or make an image processor by hand: new ViTImageProcessor({ size: 224 })',
  );
}

/** The name of Python's class without what tells its variants apart. */
function className(config: object, where: string): string | undefined {
  const { image_processor_type, feature_extractor_type } = config as Record<string, unknown>;
  const name = image_processor_type ?? feature_extractor_type;
  if (name === undefined || name === null) return undefined;
  if (typeof name !== 'string') {
    throw new ImageProcessorError(
      'image-processor-invalid',
      `${where}: image_processor_type must be a string`,
    );
  }
  return name.replace(/(?:Fast|Pil)$/, '').replace(/FeatureExtractor$/, 'ImageProcessor');
}
