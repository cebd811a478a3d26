/**
 * transformers for TypeScript, as one import: pipelines, tokenizers and models by the name of a checkpoint.
 *
 * @packageDocumentation
 */
export * from '@automodel/causal-lm';
export * from '@automodel/seq2seq';
export * from '@automodel/checkpoint';
export * from '@automodel/core';
export * from '@automodel/encoder-classification';
export * from '@automodel/generation';
export * from '@automodel/masked-lm';
export {
  AlbertModel,
  BartModel,
  BertModel,
  BlenderbotModel,
  BlenderbotSmallModel,
  BloomModel,
  DebertaV2Model,
  DecoderModel,
  DistilBertModel,
  ElectraModel,
  EncoderModel,
  FalconModel,
  Gemma2Model,
  Gemma3TextModel,
  GemmaModel,
  GenerationConfig,
  GPT2Model,
  GPTJModel,
  GPTNeoModel,
  GPTNeoXModel,
  GraniteModel,
  LlamaModel,
  M2M100Model,
  MarianModel,
  MBartModel,
  MistralModel,
  ModelConfigError,
  ModelExportError,
  ModelInputError,
  ModernBertModel,
  MPNetModel,
  MT5Model,
  Olmo2Model,
  OPTModel,
  PegasusModel,
  Phi3Model,
  PhiModel,
  PreTrainedModel,
  Qwen2Model,
  Qwen3Model,
  RobertaModel,
  SmolLM3Model,
  StableLmModel,
  T5Model,
  UnsupportedArchitectureError,
  XLMRobertaModel,
  type BaseModelOutput,
  type DecoderCallInputs,
  type DecoderCallOptions,
  type DecoderModelOutput,
  type EncoderCallInputs,
  type EncoderConfig,
  type LoadOptions,
  type ModelCallOptions,
  type OnnxExportOptions,
  type ProgressInfo,
} from '@automodel/modeling';
export type { BackendName } from '@automodel/runtime';
export * from '@automodel/sentence-embeddings';
export * from '@automodel/tokenizers';
export * from '@automodel/vit';
export {
  AutoModelForCausalLM,
  AutoModelForSeq2SeqLM,
  AutoModelForImageClassification,
  AutoModelForImageFeatureExtraction,
  AutoModelForMaskedLM,
  AutoModelForQuestionAnswering,
  AutoModelForSequenceClassification,
  AutoModelForTokenClassification,
  type AutoClass,
} from './auto-classes.js';
export { AutoConfig, AutoModel, type BaseModel, type PretrainedConfig } from './auto-model.js';
export { AutoProcessor } from './auto-processor.js';
export { BaseStreamer, LogitsProcessor, LogitsWarper, StoppingCriteria } from './batch-callbacks.js';
export { EngineError } from './engines/engine.js';
export type { EngineName, EngineOptions, TransformersJsOptions } from './engines/options.js';
export type { TransformersJsModel } from './engines/transformers-js/model.js';
export type { TransformersJsPipeline } from './engines/transformers-js/pipeline.js';
export { exportOnnx } from './export-onnx.js';
export { PreTrainedTokenizerFast as TokenizersBackend } from '@automodel/tokenizers';
// Older names, which programs still import.
export {
  BeitImageProcessor as BeitFeatureExtractor,
  CLIPImageProcessor as CLIPFeatureExtractor,
  ConvNextImageProcessor as ConvNextFeatureExtractor,
  DeiTImageProcessor as DeiTFeatureExtractor,
  ViTImageProcessor as ViTFeatureExtractor,
} from '@automodel/vit';
export { quantizeEmbeddings as quantize_embeddings } from '@automodel/sentence-embeddings';
export { pipeline, UnsupportedTaskError } from './pipeline.js';
export type { Pipelines, TaskName } from './tasks.js';
