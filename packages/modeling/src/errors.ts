// What loading and computing a model may throw, of whichever package it is. The packages of tasks export it for those who import
// no other package.
export { CheckpointError, ConfigError, type CheckpointErrorCode } from '@automodel/checkpoint';
export { AutomodelError, InvalidArgumentError, RunAbortedError } from '@automodel/core';
export { GraphError, WeightsError } from '@automodel/graph';
export {
  BackendUnavailableError,
  InvalidFeedError,
  RunError,
  SessionCreationError,
  SessionDisposedError,
  UnknownBackendError,
  type InvalidFeedCode,
} from '@automodel/runtime';
export { UnsupportedArchitectureError } from './auto-class.js';
export { ModelConfigError } from './config.js';
export { ModelInputError } from './encoder-feeds.js';
export { ModelExportError } from './onnx-export.js';
