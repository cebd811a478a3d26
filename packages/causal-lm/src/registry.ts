import type { ModelRegistry } from '@automodel/modeling';
import type { CausalLanguageModel } from './causal-language-model.js';

/** Causal language models by the `model_type` of their configs. */
export const causalLanguageModels: ModelRegistry<CausalLanguageModel> = {
  bloom: async () => (await import('./models/bloom.js')).BloomForCausalLM,
  falcon: async () => (await import('./models/falcon.js')).FalconForCausalLM,
  gemma: async () => (await import('./models/gemma.js')).GemmaForCausalLM,
  gemma2: async () => (await import('./models/gemma2.js')).Gemma2ForCausalLM,
  gemma3_text: async () => (await import('./models/gemma3.js')).Gemma3ForCausalLM,
  gpt2: async () => (await import('./models/gpt2.js')).GPT2LMHeadModel,
  gpt_neo: async () => (await import('./models/gpt-neo.js')).GPTNeoForCausalLM,
  gpt_neox: async () => (await import('./models/gpt-neox.js')).GPTNeoXForCausalLM,
  gptj: async () => (await import('./models/gptj.js')).GPTJForCausalLM,
  granite: async () => (await import('./models/granite.js')).GraniteForCausalLM,
  llama: async () => (await import('./models/llama.js')).LlamaForCausalLM,
  mistral: async () => (await import('./models/mistral.js')).MistralForCausalLM,
  olmo2: async () => (await import('./models/olmo2.js')).Olmo2ForCausalLM,
  opt: async () => (await import('./models/opt.js')).OPTForCausalLM,
  phi: async () => (await import('./models/phi.js')).PhiForCausalLM,
  phi3: async () => (await import('./models/phi3.js')).Phi3ForCausalLM,
  qwen2: async () => (await import('./models/qwen2.js')).Qwen2ForCausalLM,
  qwen3: async () => (await import('./models/qwen3.js')).Qwen3ForCausalLM,
  smollm3: async () => (await import('./models/smollm3.js')).SmolLM3ForCausalLM,
  stablelm: async () => (await import('./models/stablelm.js')).StableLmForCausalLM,
};
