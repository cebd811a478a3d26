import { loadModel, type LoadOptions } from '@automodel/modeling';
import type { MaskedLanguageModel } from './masked-language-model.js';
import { maskedLanguageModels } from './registry.js';

/** Loads a masked language model of any supported architecture. */
export class AutoModelForMaskedLM {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<MaskedLanguageModel> {
    return loadModel(maskedLanguageModels, model, options, 'AutoModelForMaskedLM');
  }
}
