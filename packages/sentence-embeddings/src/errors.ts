import { AutomodelError } from '@automodel/core';

/** What can be wrong with a sentence-transformers folder, or with what is asked of one. Stable: programs may rely on it. */
export type SentenceTransformerErrorCode =
  /** modules.json or the configuration of a module says what cannot be. */
  | 'module-config-invalid'
  /** A module of a kind that is not supported. */
  | 'module-unsupported'
  /** A prompt name that the model does not have. */
  | 'prompt-unknown';

/** A sentence-transformers folder that cannot be used, or not in the way that was asked for. */
export class SentenceTransformerError extends AutomodelError {
  constructor(
    override readonly code: SentenceTransformerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}
