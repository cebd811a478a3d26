import {
  byteSize,
  InvalidArgumentError,
  typedArrays,
  type DataType,
  type DataTypeMap,
} from '@automodel/core';
import { SessionDisposedError } from './errors.js';
import type { BackendName, TensorBuffer } from './session.js';
import { elementCount } from './shape.js';

/** The buffer of every backend: its shape, and its life until the user and the runs have let go of it. */
export abstract class EngineBuffer<T extends DataType = DataType> implements TensorBuffer<T> {
  abstract readonly backend: BackendName;
  /** Grows with every change of shape. */
  revision = 0;
  private shape: readonly number[];
  private view?: DataTypeMap[T];
  /** The user, until `dispose()`, and the runs under way. */
  private uses = 1;
  private isDisposed = false;

  constructor(
    readonly type: T,
    dims: readonly number[],
  ) {
    elementCount(dims);
    this.shape = [...dims];
  }

  get dims(): readonly number[] {
    return this.shape;
  }

  get disposed(): boolean {
    return this.isDisposed;
  }

  get data(): DataTypeMap[T] {
    if (this.isDisposed) throw new SessionDisposedError('buffer');
    this.view ??= new typedArrays[this.type](this.show(), 0, elementCount(this.shape));
    return this.view;
  }

  resize(dims: readonly number[]): void {
    if (this.isDisposed) throw new SessionDisposedError('buffer');
    if (this.shape.length === dims.length && this.shape.every((size, axis) => size === dims[axis])) return;
    if (this.uses > 1) throw new InvalidArgumentError('a buffer cannot be resized while a run uses it');
    if (!this.holds(dims)) {
      throw new InvalidArgumentError(
        `a buffer of ${this.byteLength} bytes cannot be resized to ${this.type}[${dims.join(',')}]`,
      );
    }
    this.shape = [...dims];
    this.view = undefined;
    this.revision++;
    this.reshaped();
  }

  /** Whether a tensor of that shape fits. */
  holds(dims: readonly number[]): boolean {
    return elementCount(dims) * byteSize(this.type) <= this.byteLength;
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.view = undefined;
    this.release();
  }

  /** Keeps the memory for a run; `release` ends that. */
  retain(): void {
    this.uses++;
  }

  release(): void {
    if (--this.uses === 0) this.free();
  }

  protected abstract readonly byteLength: number;
  /** The memory, for a user, who may keep it. */
  protected abstract show(): ArrayBufferLike;
  protected abstract reshaped(): void;
  protected abstract free(): void;
}
