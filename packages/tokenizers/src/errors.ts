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

/** A text on which an expression of a tokenizer's file needs more memory than is granted. */
export class RegexBudgetError extends AutomodelError {
  constructor(units: number) {
    super(
      'regex-budget',
      `an expression of the tokenizer's file needs too much memory on a text of ${units} units; split the text into shorter ones`,
    );
  }
}
