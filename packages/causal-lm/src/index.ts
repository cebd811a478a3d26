/**
 * Causal language models and text generation.
 *
 * @packageDocumentation
 */
export { AutoTokenizer } from '@automodel/modeling';
export * from '@automodel/modeling/errors';
export {
  ContextLengthError,
  GuidedTextError,
  NonFiniteLogitsError,
  PrefixCache,
} from '@automodel/generation';
export {
  ChatTemplateError,
  RegexBudgetError,
  TokenizerFileError,
  UnsupportedRegexError,
  type ChatMessage,
} from '@automodel/tokenizers';
export { AutoModelForCausalLM } from './auto-model.js';
export { CausalLanguageModel, type CausalLMOutput } from './causal-language-model.js';
export {
  fewShotPrompt,
  type FewShot,
  type LabelScore,
  type NextToken,
  type PrefixRow,
} from './text-generation/experiments.js';
export type {
  TextGenerationInput,
  TextGenerationOptions,
  TextGenerationOutput,
  TextGenerationPipelineOptions,
  TextGenerationSingle,
  TokenGenerationSingle,
} from './text-generation/options.js';
export { TextGenerationPipeline } from './text-generation/text-generation-pipeline.js';
export { GPT2LMHeadModel } from './models/gpt2.js';
export { LlamaForCausalLM } from './models/llama.js';
export { BloomForCausalLM } from './models/bloom.js';
export { FalconForCausalLM } from './models/falcon.js';
export { GPTNeoForCausalLM } from './models/gpt-neo.js';
export { GPTJForCausalLM } from './models/gptj.js';
export { GPTNeoXForCausalLM } from './models/gpt-neox.js';
export { OPTForCausalLM } from './models/opt.js';
export { MistralForCausalLM } from './models/mistral.js';
export { Qwen2ForCausalLM } from './models/qwen2.js';
export { Qwen3ForCausalLM } from './models/qwen3.js';
export { SmolLM3ForCausalLM } from './models/smollm3.js';
export { GraniteForCausalLM } from './models/granite.js';
export { Olmo2ForCausalLM } from './models/olmo2.js';
export { GemmaForCausalLM } from './models/gemma.js';
export { Gemma2ForCausalLM } from './models/gemma2.js';
export { Gemma3ForCausalLM } from './models/gemma3.js';
export { PhiForCausalLM } from './models/phi.js';
export { Phi3ForCausalLM } from './models/phi3.js';
export { StableLmForCausalLM } from './models/stablelm.js';
