import { AutomodelError } from '@automodel/core';

/** A pattern, schema or grammar that cannot be followed: malformed, or with something that is not supported. */
export class GuidedTextError extends AutomodelError {
  constructor(message: string, options?: ErrorOptions) {
    super('guided-text', message, options);
  }
}
