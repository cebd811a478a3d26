import type { DataType, DataTypeMap, Tensor } from '@automodel/core';

/**
 * `native` calls ONNX Runtime's C API in place; `onnxruntime-node` goes through that package's JavaScript API, which
 * copies tensors, and works where foreign functions cannot be called.
 */
export type BackendName = 'native' | 'onnxruntime-node';

export interface SessionOptions {
  /** Default: the environment variable `AUTOMODEL_BACKEND`, else `native` where it loads, else `onnxruntime-node`. */
  backend?: BackendName;
  /** Folder that the locations of the graph's external data are relative to. */
  externalDataFolder?: string;
  /**
   * Threads that compute; default: as many as the process may use.
   *
   * `native` has one pool for all sessions, made with the first: a later session that names another number is refused.
   * On `onnxruntime-node` every session has a pool of its own.
   */
  threads?: number;
  /** Session config entries of ONNX Runtime, passed on. */
  config?: Readonly<Record<string, string>>;
  /** How far ONNX Runtime rewrites the graph when it loads. Default: `all`. */
  graphOptimizationLevel?: 'disabled' | 'basic' | 'extended' | 'all';
  /**
   * Weights by their names in the model, of the shapes that it says, that {@link shareTensor} made: sessions that are given the same one hold it once.
   * They are kept until the session is disposed.
   */
  initializers?: ReadonlyMap<string, TensorBuffer>;
  /**
   * Whether what a run needs beside weights is kept for the next one (default true). Without it a run takes a little longer,
   * and much memory goes back to the system at its end.
   */
  memoryArena?: boolean;
}

/** An input or output of a model. A dimension is a size, the name of one that varies, or `?` if it has no name. */
export interface TensorInfo {
  readonly name: string;
  readonly type: DataType;
  readonly shape: readonly (number | string)[];
}

export interface RunOptions {
  /** Outputs to compute; default: all. */
  outputs?: readonly string[];
  /** Ends the computation, which then rejects with `RunAbortedError`. */
  signal?: AbortSignal;
}

/** A loaded model. Made by `createSession`. */
export interface Session {
  readonly backend: BackendName;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  /**
   * Computes outputs from inputs without blocking the event loop. Runs may overlap. The data of `feeds` must not change
   * until the promise settles.
   *
   * @throws InvalidFeedError if a tensor is missing, unexpected, or does not fit the model
   * @throws RunError if a node fails
   * @throws RunAbortedError if `signal` aborts
   * @throws SessionDisposedError after `dispose()`
   */
  run(feeds: Readonly<Record<string, Tensor>>, options?: RunOptions): Promise<Record<string, Tensor>>;
  /** Memory, all zeros, that stays in place from run to run. It may be bound in any session of the same backend. */
  allocate<T extends DataType>(type: T, dims: readonly number[]): TensorBuffer<T>;
  /** A way to run this session on buffers that stay bound, in place. */
  bind(): Binding;
  /** Releases the model after running computations have ended. May be called again. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A tensor in memory that ONNX Runtime reads and writes in place. Made by `Session.allocate`. */
export interface TensorBuffer<T extends DataType = DataType> {
  readonly type: T;
  readonly dims: readonly number[];
  /**
   * The elements, to read and write between runs; not to be touched while a run uses the buffer. Fetch it anew after
   * `resize`. A fetched array stays readable after `dispose`.
   */
  readonly data: DataTypeMap[T];
  /**
   * Gives the buffer another shape over the same memory.
   *
   * @throws InvalidArgumentError if the shape needs more elements than were allocated
   */
  resize(dims: readonly number[]): void;
  /** Releases the memory, at the end of the runs that use it. May be called again. */
  dispose(): void;
}

/**
 * Buffers bound to the inputs and outputs of a session. One buffer may be both an input and an output, as a cache is
 * that a model appends to. Outputs that are not bound are not computed. A binding runs one computation at a time.
 */
export interface Binding {
  input(name: string, buffer: TensorBuffer): this;
  output(name: string, buffer: TensorBuffer): this;
  /** Computes in place; throws what `Session.run` throws. */
  run(options?: { signal?: AbortSignal }): Promise<void>;
  /** Lets go of the buffers, without disposing them, when a running computation has ended. May be called again. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}
