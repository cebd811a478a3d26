import { CheckpointError, ConfigError } from './errors.js';
import type { ModelFiles } from './files/model-files.js';
import { isObject } from './json.js';

const file = 'config.json';
/** The longest label lists (ImageNet-21k) take about 1 MB. */
const largestConfig = 16 * 1024 * 1024;

/** A model's config.json: which architecture it is, and that architecture's own settings. */
export interface ModelConfig {
  /** Names the architecture, as in `bert`. */
  readonly model_type: string;
  /** The Python classes that the weights were saved from, as in `BertForMaskedLM`. */
  readonly architectures?: readonly string[];
  readonly [key: string]: unknown;
}

/**
 * Reads and checks config.json.
 *
 * @throws ConfigError if it does not describe a model
 * @throws CheckpointError `file-missing`, `json-malformed`, `file-too-large`
 */
export async function readConfig(files: ModelFiles): Promise<ModelConfig> {
  const config = await files.readJson(file, largestConfig);
  const where = files.describe(file);
  if (config === undefined) {
    throw new CheckpointError(
      'file-missing',
      `${where} does not exist. Give the folder that holds the model's config.json.`,
      file,
    );
  }
  if (!isObject(config)) throw new ConfigError(`${where} must be a JSON object`, file);
  const { model_type, architectures, ...rest } = config;
  if (typeof model_type !== 'string' || model_type === '') {
    throw new ConfigError(
      `${where} must have a string "model_type", such as "bert", but it is ${JSON.stringify(model_type)}. ` +
        'Add the architecture of the model to the file, or give the folder of a transformers model.',
      file,
    );
  }
  // transformers writes null where the class is unknown.
  if (architectures === undefined || architectures === null) return { ...rest, model_type };
  if (!Array.isArray(architectures) || !architectures.every((name) => typeof name === 'string')) {
    throw new ConfigError(
      `${where}: "architectures" must be a list of class names, such as ["BertForMaskedLM"]`,
      file,
    );
  }
  return { ...rest, model_type, architectures };
}
