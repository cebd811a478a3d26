import { readConfig, resolveModel } from '@automodel/checkpoint';
import {
  encoderModels,
  loadModel,
  parseConfig,
  resolveClass,
  type EncoderConfig,
  type EncoderModel,
  type LoadOptions,
} from '@automodel/modeling';

/** Loads a model without a head: token ids in, hidden states out. */
export class AutoModel {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<EncoderModel<EncoderConfig>> {
    return loadModel(encoderModels, model, options, 'AutoModel');
  }
}

/** Reads the config of a model: the fields of its `config.json`, with its architecture's defaults for those left out. */
export class AutoConfig {
  /** @throws UnsupportedArchitectureError if the architecture is not supported */
  static async from_pretrained(model: string): Promise<PretrainedConfig> {
    const config = await readConfig(await resolveModel(model));
    const { configSchema } = await resolveClass(encoderModels, config.model_type, 'AutoConfig');
    return { ...config, ...parseConfig(configSchema, config) };
  }
}

/** The fields of a `config.json`. */
export interface PretrainedConfig {
  readonly model_type: string;
  readonly architectures?: readonly string[];
  readonly [field: string]: unknown;
}
