import { loadModel, type LoadOptions } from '@automodel/modeling';
import type { CausalLanguageModel } from './causal-language-model.js';
import { causalLanguageModels } from './registry.js';

/** Loads a causal language model of any supported architecture. */
export class AutoModelForCausalLM {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<CausalLanguageModel> {
    return loadModel(causalLanguageModels, model, options, 'AutoModelForCausalLM');
  }
}
