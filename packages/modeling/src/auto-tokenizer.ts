import { resolveModel } from '@automodel/checkpoint';
import { tokenizerFromFiles, type LoadOptions, type PreTrainedTokenizer } from '@automodel/tokenizers';

/** Loads the tokenizer of any model, of the class that Python's AutoTokenizer picks. */
export class AutoTokenizer {
  /**
   * @param model a folder, or the name of an installed model
   * @param options what goes before tokenizer_config.json, as `src_lang`
   * @throws AutomodelError if the model is not found or has no tokenizer that can be read
   * @example
   * const tokenizer = await AutoTokenizer.from_pretrained('mini-bert');
   * const { input_ids } = tokenizer('A man rides a bicycle.');
   */
  static async from_pretrained(model: string, options: LoadOptions = {}): Promise<PreTrainedTokenizer> {
    return tokenizerFromFiles(await resolveModel(model), options);
  }
}
