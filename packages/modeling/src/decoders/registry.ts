import type { ModelRegistry } from '../auto-class.js';
import type { DecoderModel } from '../decoder-model.js';

/** Decoders without a head by the `model_type` of their configs. */
export const decoderModels: ModelRegistry<DecoderModel> = {
  bloom: async () => (await import('./bloom.js')).BloomModel,
  falcon: async () => (await import('./falcon.js')).FalconModel,
  gemma: async () => (await import('./gemma.js')).GemmaModel,
  gemma2: async () => (await import('./gemma2.js')).Gemma2Model,
  gemma3_text: async () => (await import('./gemma3.js')).Gemma3TextModel,
  gpt2: async () => (await import('./gpt2.js')).GPT2Model,
  gpt_neo: async () => (await import('./gpt-neo.js')).GPTNeoModel,
  gpt_neox: async () => (await import('./gpt-neox.js')).GPTNeoXModel,
  gptj: async () => (await import('./gptj.js')).GPTJModel,
  granite: async () => (await import('./granite.js')).GraniteModel,
  llama: async () => (await import('./llama.js')).LlamaModel,
  mistral: async () => (await import('./mistral.js')).MistralModel,
  olmo2: async () => (await import('./olmo2.js')).Olmo2Model,
  opt: async () => (await import('./opt.js')).OPTModel,
  phi: async () => (await import('./phi.js')).PhiModel,
  phi3: async () => (await import('./phi3.js')).Phi3Model,
  qwen2: async () => (await import('./qwen2.js')).Qwen2Model,
  qwen3: async () => (await import('./qwen3.js')).Qwen3Model,
  smollm3: async () => (await import('./smollm3.js')).SmolLM3Model,
  stablelm: async () => (await import('./stablelm.js')).StableLmModel,
};
