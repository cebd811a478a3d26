import type { DataType, Tensor } from '@automodel/core';
import type { EngineBuffer } from './engine-buffer.js';
import type { BackendName, TensorInfo } from './session.js';

/** What a backend does for one model. Checks and life cycle are common to all backends: see `InferenceSession`. */
export interface Engine {
  readonly backend: BackendName;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  run(
    feeds: Readonly<Record<string, Tensor>>,
    outputs: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Record<string, Tensor>>;
  allocate<T extends DataType>(type: T, dims: readonly number[]): EngineBuffer<T>;
  /** @param inputs in the order of `this.inputs` */
  runBound(
    inputs: readonly EngineBuffer[],
    outputs: ReadonlyMap<string, EngineBuffer>,
    signal: AbortSignal | undefined,
  ): Promise<void>;
  /** Called once, when nothing runs any more. */
  release(): Promise<void>;
}
