/**
 * Causal language models and text generation.
 *
 * @packageDocumentation
 */
export { AutoModelForCausalLM } from './auto-model.js';
export { CausalLanguageModel, type CausalLMOutput } from './causal-language-model.js';
export { GPT2LMHeadModel } from './models/gpt2.js';
export { LlamaForCausalLM } from './models/llama.js';
