/**
 * ONNX bytes and tensors to a session that computes, asynchronously and in place.
 *
 * @packageDocumentation
 */
export { nativeUnavailableReason } from './backend.js';
export { createSession } from './create-session.js';
export {
  BackendUnavailableError,
  InvalidFeedError,
  RunError,
  SessionCreationError,
  SessionDisposedError,
  UnknownBackendError,
  type InvalidFeedCode,
} from './errors.js';
export { shareTensor } from './share-tensor.js';
export type {
  BackendName,
  Binding,
  RunOptions,
  Session,
  SessionOptions,
  TensorBuffer,
  TensorInfo,
} from './session.js';
