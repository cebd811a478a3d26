import { AutomodelError } from '@automodel/core';

/** A tokenizer file that is malformed or asks for what this library cannot do. */
export class TokenizerFileError extends AutomodelError {
  constructor(
    /** The file and the place in it, for example `tokenizer.json: model.merges[3]`. */
    readonly where: string,
    reason: string,
    options?: ErrorOptions,
  ) {
    super('tokenizer-file', `${where}: ${reason}`, options);
  }
}
