/**
 * transformers for TypeScript, as one import: pipelines, tokenizers and models by the name of a checkpoint.
 *
 * @packageDocumentation
 */
export * from '@automodel/checkpoint';
export * from '@automodel/core';
export * from '@automodel/masked-lm';
export {
  AlbertModel,
  BertModel,
  DebertaV2Model,
  DistilBertModel,
  ElectraModel,
  EncoderModel,
  ModelConfigError,
  ModelInputError,
  ModernBertModel,
  MPNetModel,
  PreTrainedModel,
  RobertaModel,
  UnsupportedArchitectureError,
  XLMRobertaModel,
  type BaseModelOutput,
  type EncoderCallInputs,
  type EncoderConfig,
  type LoadOptions,
  type ModelCallOptions,
  type ProgressInfo,
} from '@automodel/modeling';
export type { BackendName } from '@automodel/runtime';
export * from '@automodel/tokenizers';
export { AutoConfig, AutoModel, type PretrainedConfig } from './auto-model.js';
export { pipeline, UnsupportedTaskError } from './pipeline.js';
export type { Pipelines, TaskName } from './tasks.js';
