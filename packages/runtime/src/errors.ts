import { AutomodelError } from '@automodel/core';

/** A backend name, given as an option or in `AUTOMODEL_BACKEND`, that does not exist. */
export class UnknownBackendError extends AutomodelError {
  constructor(readonly backend: string) {
    super('unknown-backend', `there is no backend "${backend}"; choose "native" or "onnxruntime-node"`);
  }
}

/** A backend that was asked for by name and cannot be loaded here; `reason` says why. */
export class BackendUnavailableError extends AutomodelError {
  constructor(
    readonly backend: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super('backend-unavailable', `the backend "${backend}" cannot be used: ${reason}`, options);
  }
}

/** ONNX Runtime refused the model: malformed bytes, an unknown operator, external data that is missing or too short. */
export class SessionCreationError extends AutomodelError {
  constructor(reason: string, options?: ErrorOptions) {
    super('session-creation-failed', `the model does not load: ${reason}`, options);
  }
}

export type InvalidFeedCode =
  'missing-input' | 'unexpected-input' | 'unknown-output' | 'wrong-tensor-type' | 'wrong-tensor-shape';

/** A tensor that does not fit the model, found before anything was computed. */
export class InvalidFeedError extends AutomodelError {
  constructor(
    code: InvalidFeedCode,
    /** The input or output in question. */
    readonly tensor: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** A computation that failed inside ONNX Runtime. */
export class RunError extends AutomodelError {
  /** Name of the node that failed, which in our graphs is its module path; undefined where no single node failed. */
  readonly node?: string;
  /** Operator of that node, for example `MatMul`. */
  readonly opType?: string;

  constructor(
    /** What ONNX Runtime said, in full. */
    readonly ortMessage: string,
    options?: ErrorOptions,
  ) {
    const failed = /while running (\S+) node\. Name:'([^']*)' Status Message: ([^]*)/.exec(ortMessage);
    super('run-failed', failed ? `${failed[1]} "${failed[2]}" failed: ${failed[3]}` : ortMessage, options);
    this.opType = failed?.[1];
    this.node = failed?.[2];
  }
}

/** A session, binding or buffer that was used after `dispose()`. */
export class SessionDisposedError extends AutomodelError {
  constructor(what = 'session') {
    super('session-disposed', `this ${what} has been disposed and can no longer be used`);
  }
}
