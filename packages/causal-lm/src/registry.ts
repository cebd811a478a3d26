import type { ModelRegistry } from '@automodel/modeling';
import type { CausalLanguageModel } from './causal-language-model.js';

/** Causal language models by the `model_type` of their configs. */
export const causalLanguageModels: ModelRegistry<CausalLanguageModel> = {
  gpt2: async () => (await import('./models/gpt2.js')).GPT2LMHeadModel,
  llama: async () => (await import('./models/llama.js')).LlamaForCausalLM,
};
