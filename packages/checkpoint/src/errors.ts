import { AutomodelError } from '@automodel/core';

/** What can be wrong with a checkpoint. Stable: programs may rely on it. */
export type CheckpointErrorCode =
  /** No source knows the model's name. */
  | 'model-not-found'
  /** A file that must be there is not. */
  | 'file-missing'
  /** A file that cannot be read, or that ends before it should. */
  | 'file-unreadable'
  /** A file that is larger than its kind can reasonably be. */
  | 'file-too-large'
  /** A file name that leads out of the model's folder. */
  | 'file-name-refused'
  /** Not UTF-8. */
  | 'text-malformed'
  /** Not JSON. */
  | 'json-malformed'
  /** config.json does not describe a model. */
  | 'config-invalid'
  /** No file with weights. */
  | 'weights-missing'
  /** Weight files are links into several folders. */
  | 'weights-scattered'
  | 'shard-index-invalid'
  | 'safetensors-malformed'
  /** pytorch_model.bin is damaged. */
  | 'pytorch-malformed'
  /** pytorch_model.bin is sound, but of a kind whose tensors cannot be pointed at. */
  | 'pytorch-unsupported'
  /** A pickle that wants more than a table of tensors. */
  | 'pickle-refused'
  /** Elements of a type that no tensor here has. */
  | 'dtype-unsupported'
  /** The checkpoint has no tensor of that name. */
  | 'tensor-missing';

/** Something is wrong with a model's files. The message says what, where, and what to do. */
export class CheckpointError extends AutomodelError {
  constructor(
    override readonly code: CheckpointErrorCode,
    message: string,
    /** The file at fault, relative to the model's folder; undefined if it is not one file's fault. */
    readonly file?: string,
    options?: ErrorOptions,
  ) {
    super(code, message, options);
  }
}

/** config.json is there but does not describe a model. */
export class ConfigError extends CheckpointError {
  constructor(message: string, file: string) {
    super('config-invalid', message, file);
  }
}
