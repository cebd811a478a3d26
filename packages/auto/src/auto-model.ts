import { readConfig, resolveModel } from '@automodel/checkpoint';
import {
  decoderModels,
  encoderDecoderModels,
  encoderModels,
  loadModel,
  parseConfig,
  resolveClass,
  type BaseModelOutput,
  type DecoderCallOptions,
  type DecoderModelOutput,
  type EncoderCallInputs,
  type EncoderDecoderCallInputs,
  type EncoderDecoderModelOutput,
  type ModelRegistry,
  type PreTrainedModel,
} from '@automodel/modeling';
import {
  visionModels,
  type VisionCallOptions,
  type VisionInputs,
  type VisionModelOutput,
} from '@automodel/vit';
import { forBothEngines } from './auto-classes.js';
import { hasOnnx } from './engines/engine.js';

/** A model without a head, of any architecture. What an architecture does not have it refuses, or leaves out. */
export interface BaseModel extends PreTrainedModel {
  (
    inputs: EncoderCallInputs & EncoderDecoderCallInputs,
    options?: DecoderCallOptions,
  ): Promise<
    BaseModelOutput &
      Pick<DecoderModelOutput, 'attentions'> &
      Partial<Omit<EncoderDecoderModelOutput, 'last_hidden_state'>>
  >;
  /** For models of pictures. */
  (inputs: VisionInputs, options?: VisionCallOptions): Promise<VisionModelOutput>;
}

const baseModels: ModelRegistry = {
  ...encoderModels,
  ...decoderModels,
  ...encoderDecoderModels,
  ...visionModels,
};

/** Loads a model without a head: token ids or pixels in, hidden states out. */
export const AutoModel = forBothEngines<BaseModel>('AutoModel', {
  from_pretrained: (model, options) =>
    loadModel(baseModels, model, options, 'AutoModel') as Promise<BaseModel>,
});

/** Reads the config of a model: the fields of its `config.json`, with its architecture's defaults for those left out. */
export class AutoConfig {
  /**
   * @param model a folder, or the name of an installed model; where ONNX files are there for `@huggingface/transformers`, the
   *   architecture may be any
   * @throws UnsupportedArchitectureError if the architecture is not supported
   */
  static async from_pretrained(model: string): Promise<PretrainedConfig> {
    const files = await resolveModel(model);
    const config = await readConfig(files);
    if (!Object.hasOwn(baseModels, config.model_type) && (await hasOnnx(files))) return config;
    const { configSchema } = await resolveClass(baseModels, config.model_type, 'AutoConfig');
    return { ...config, ...parseConfig(configSchema, config) };
  }
}

/** The fields of a `config.json`. */
export interface PretrainedConfig {
  readonly model_type: string;
  readonly architectures?: readonly string[];
  readonly [field: string]: unknown;
}
