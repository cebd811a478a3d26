import { resolveModel } from '@automodel/checkpoint';
import { tokenizerFromFiles, type PreTrainedTokenizer } from '@automodel/tokenizers';

/** Loads the tokenizer of any model, of the class that Python's AutoTokenizer picks. */
export class AutoTokenizer {
  /**
   * @param model a folder, or the name of an installed model
   * @throws AutomodelError if the model is not found or has no tokenizer that can be read
   * @example
   * const tokenizer = await AutoTokenizer.from_pretrained('mini-bert');
   * const { input_ids } = tokenizer('A man rides a bicycle.');
   */
  static async from_pretrained(model: string): Promise<PreTrainedTokenizer> {
    return tokenizerFromFiles(await resolveModel(model));
  }
}
