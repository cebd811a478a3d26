import {
  byteSize,
  InvalidArgumentError,
  typedArrays,
  type DataType,
  type DataTypeMap,
  type Tensor,
} from '@automodel/core';
import type { EngineBuffer } from '../engine.js';
import { RunError, SessionDisposedError } from '../errors.js';
import { elementCount } from '../shape.js';

/** Shared memory, which the worker copies from and to. Garbage collection releases it. */
export class SharedBuffer<T extends DataType = DataType> implements EngineBuffer<T> {
  readonly backend = 'onnxruntime-node';
  revision = 0;
  disposed = false;
  private readonly memory: SharedArrayBuffer;
  private view: DataTypeMap[T];

  constructor(
    readonly type: T,
    public dims: readonly number[],
  ) {
    this.memory = new SharedArrayBuffer(elementCount(dims) * byteSize(type));
    this.view = new typedArrays[type](this.memory);
  }

  get data(): DataTypeMap[T] {
    if (this.disposed) throw new SessionDisposedError('buffer');
    return this.view;
  }

  /** The elements, for a run that a user's `dispose()` does not end. */
  get elements(): DataTypeMap[T] {
    return this.view;
  }

  resize(dims: readonly number[]): void {
    if (this.disposed) throw new SessionDisposedError('buffer');
    const size = elementCount(dims);
    if (size * byteSize(this.type) > this.memory.byteLength) {
      throw new InvalidArgumentError(
        `a buffer of ${this.memory.byteLength} bytes cannot be resized to ${this.type}[${dims.join(',')}]`,
      );
    }
    this.dims = [...dims];
    this.view = new typedArrays[this.type](this.memory, 0, size);
    this.revision++;
  }

  /**
   * Takes over an output.
   *
   * @throws RunError if the model gave another shape than the buffer has, as ONNX Runtime says it of memory it writes to
   */
  write(name: string, tensor: Tensor): void {
    if (tensor.dims.join() !== this.dims.join()) {
      throw new RunError(
        `the output "${name}" is ${tensor.describe()}, but its buffer has shape [${this.dims.join(',')}]`,
      );
    }
    this.view.set(tensor.data as never);
  }

  dispose(): void {
    this.disposed = true;
  }
}
