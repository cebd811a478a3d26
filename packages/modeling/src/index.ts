/**
 * What all models share: layers, encoder backbones, and {@link PreTrainedModel}, which loads and computes them.
 *
 * @packageDocumentation
 */
export { loadModel, resolveClass, UnsupportedArchitectureError, type ModelRegistry } from './auto-class.js';
export { AutoTokenizer } from './auto-tokenizer.js';
export { batchesByLength, paddedBatches, type PaddedBatch } from './batching.js';
export {
  count,
  epsilon,
  ModelConfigError,
  only,
  optionalSize,
  parseConfig,
  size,
  type ConfigSchema,
} from './config.js';
export { type DecoderInputs, type DecoderOutputs } from './decoder.js';
export { type DecoderAttention } from './decoder-attention.js';
export {
  packRows,
  packWritten,
  tooLong,
  type DecoderCallInputs,
  type DecoderLimits,
  type PackedRows,
} from './decoder-feeds.js';
export {
  DecoderModel,
  decoderVariant,
  runDecoder,
  traceDecoder,
  type DecoderCallOptions,
  type DecoderModelOutput,
} from './decoder-model.js';
export { startDecoding } from './decoding/cached-decoding.js';
export { EncoderMemory } from './decoding/encoder-memory.js';
export type { InputMemory } from './decoding/input-memory.js';
export { bloomConfig, BloomModel, type BloomConfig } from './decoders/bloom.js';
export { falconConfig, FalconModel, type FalconConfig } from './decoders/falcon.js';
export type { GroupedQuerySizes } from './decoders/grouped-query-attention.js';
export { gptNeoConfig, GPTNeoModel, type GPTNeoConfig } from './decoders/gpt-neo.js';
export { gptjConfig, GPTJModel, type GPTJConfig } from './decoders/gptj.js';
export { gptNeoXConfig, GPTNeoXModel, type GPTNeoXConfig } from './decoders/gpt-neox.js';
export { optConfig, OPTModel, type OPTConfig } from './decoders/opt.js';
export { mistralConfig, MistralModel, type MistralConfig } from './decoders/mistral.js';
export { qwen2Config, Qwen2Model, type Qwen2Config } from './decoders/qwen2.js';
export { qwen3Config, Qwen3Model, type Qwen3Config } from './decoders/qwen3.js';
export { smolLM3Config, SmolLM3Model, type SmolLM3Config } from './decoders/smollm3.js';
export { graniteConfig, GraniteModel, type GraniteConfig } from './decoders/granite.js';
export { olmo2Config, Olmo2Model, type Olmo2Config } from './decoders/olmo2.js';
export { gemmaConfig, GemmaModel, type GemmaConfig } from './decoders/gemma.js';
export { gemma2Config, Gemma2Model, type Gemma2Config } from './decoders/gemma2.js';
export { gemma3TextConfig, Gemma3TextModel, type Gemma3TextConfig } from './decoders/gemma3.js';
export { phiConfig, PhiModel, type PhiConfig } from './decoders/phi.js';
export { phi3Config, Phi3Model, type Phi3Config } from './decoders/phi3.js';
export { stableLmConfig, StableLmModel, type StableLmConfig } from './decoders/stablelm.js';
export { decoderModels } from './decoders/registry.js';
export { gpt2Config, GPT2Model, type GPT2Config } from './decoders/gpt2.js';
export { llamaConfig, LlamaModel, type LlamaConfig } from './decoders/llama.js';
export {
  DirectCrossAttention,
  type CrossAttention,
  type CrossKeyValues,
  type EncoderDecoderOutputs,
  type SourceInputs,
  type TargetInputs,
} from './encoder-decoder.js';
export {
  halfVariant,
  readCall,
  runEncoder,
  runEncoderDecoder,
  runTarget,
  type EncodedSource,
  type EncoderDecoderCall,
  type EncoderDecoderCallInputs,
  type EncoderDecoderModelOutput,
  type EncoderDecoderSessions,
} from './encoder-decoder-call.js';
export { DECODER, ENCODER, EncoderDecoderModel, traceEncoder, traceTarget } from './encoder-decoder-model.js';
export { bartConfig, BartLikeModel, BartModel, type BartConfig } from './encoder-decoders/bart.js';
export type { BartStyle } from './encoder-decoders/bart-layers.js';
export { blenderbotConfig, BlenderbotModel, type BlenderbotConfig } from './encoder-decoders/blenderbot.js';
export {
  blenderbotSmallConfig,
  BlenderbotSmallModel,
  type BlenderbotSmallConfig,
} from './encoder-decoders/blenderbot-small.js';
export { m2m100Config, M2M100Model, type M2M100Config } from './encoder-decoders/m2m-100.js';
export { marianConfig, MarianModel, type MarianConfig } from './encoder-decoders/marian.js';
export { MBartModel } from './encoder-decoders/mbart.js';
export { mt5Config, MT5EncoderModel, MT5Model } from './encoder-decoders/mt5.js';
export { pegasusConfig, PegasusModel, type PegasusConfig } from './encoder-decoders/pegasus.js';
export { encoderDecoderModels } from './encoder-decoders/registry.js';
export { shiftTokensRight } from './encoder-decoders/shift-tokens.js';
export { t5Config, T5EncoderModel, T5Model, type T5Config } from './encoder-decoders/t5.js';
export { applyLayers, type EncoderInputs, type EncoderOutputs } from './encoder.js';
export {
  encoderFeeds,
  ModelInputError,
  type EncoderCallInputs,
  type EncoderLimits,
} from './encoder-feeds.js';
export {
  collectOutputs,
  declareInputs,
  ENCODER_OPTIMIZATION,
  EncoderModel,
  HIDDEN_STATES,
  nameHiddenStates,
  type BaseModelOutput,
  type EncoderConfig,
  type ModelCallOptions,
} from './encoder-model.js';
export { albertConfig, AlbertModel, type AlbertConfig } from './encoders/albert.js';
export { bertConfig, BertModel, BertPooler, type BertConfig } from './encoders/bert.js';
export { debertaV2Config, DebertaV2Model, type DebertaV2Config } from './encoders/deberta-v2.js';
export {
  DISTILBERT_EPSILON,
  distilBertConfig,
  DistilBertModel,
  type DistilBertConfig,
} from './encoders/distilbert.js';
export { electraConfig, ElectraModel, type ElectraConfig } from './encoders/electra.js';
export {
  modernBertConfig,
  ModernBertModel,
  ModernBertPredictionHead,
  type ModernBertConfig,
} from './encoders/modernbert.js';
export { mpnetConfig, MPNetModel, type MPNetConfig } from './encoders/mpnet.js';
export { encoderModels } from './encoders/registry.js';
export { robertaConfig, RobertaModel, xlmRobertaConfig, XLMRobertaModel } from './encoders/roberta.js';
export { labelFields, labelsOf, type LabelConfig } from './labels.js';
export { activation, activations, type ActivationName } from './layers/activation.js';
export { Embedding } from './layers/embedding.js';
export { headInPlace, headOver } from './layers/head.js';
export { LayerNorm } from './layers/layer-norm.js';
export { Linear } from './layers/linear.js';
export { splitCall, type GenerateCall, type GenerateInputs } from './generate-inputs.js';
export { GenerationConfig } from './generation-config.js';
export { GenerativeModel, type GenerateResult } from './generative-model.js';
export { loadOptionNames, type LoadOptions, type ProgressInfo } from './load-options.js';
export { ModelExportError, type OnnxExportOptions } from './onnx-export.js';
export { Pipeline, TextPipeline, type PipelineParts } from './pipeline.js';
export { PreTrainedModel, type ModelClass, type NetworkClass } from './pre-trained-model.js';
export { readTokenRows, type TokenRows } from './token-rows.js';
export { CheckpointWeights } from './weights.js';
