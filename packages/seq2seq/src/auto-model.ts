import { loadModel, type LoadOptions } from '@automodel/modeling';
import type { Seq2SeqLanguageModel } from './seq2seq-language-model.js';
import { seq2SeqLanguageModels } from './registry.js';

/** Loads an encoder-decoder with a language modeling head of any supported architecture. */
export class AutoModelForSeq2SeqLM {
  /**
   * @param model a folder, or the name of an installed model
   * @throws UnsupportedArchitectureError, or what the class's own `from_pretrained` throws
   */
  static from_pretrained(model: string, options?: LoadOptions): Promise<Seq2SeqLanguageModel> {
    return loadModel(seq2SeqLanguageModels, model, options, 'AutoModelForSeq2SeqLM');
  }
}
