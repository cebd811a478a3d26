import {
  byteSize,
  InvalidArgumentError,
  typedArrays,
  type DataType,
  type DataTypeMap,
} from '@automodel/core';
import type { EngineBuffer } from '../engine.js';
import { SessionDisposedError } from '../errors.js';
import { elementCount } from '../shape.js';
import type { Pointer } from './api-table.js';
import { elementTypes } from './element-types.js';
import type { Environment } from './environment.js';
import { NativeMemory } from './memory.js';

/** Releases the OrtValue of a buffer that was forgotten instead of disposed. */
const forgotten = new FinalizationRegistry<() => void>((release) => {
  release();
});

/** Native memory and the OrtValue that tells ONNX Runtime its type and shape. */
export class NativeBuffer<T extends DataType = DataType> implements EngineBuffer<T> {
  readonly backend = 'native';
  revision = 0;
  private shape: readonly number[];
  private readonly memory: NativeMemory;
  private readonly value: OrtValue;
  private view?: DataTypeMap[T];
  private uses = 1;
  private isDisposed = false;

  constructor(
    environment: Environment,
    readonly type: T,
    dims: readonly number[],
  ) {
    this.shape = [...dims];
    this.memory = new NativeMemory(environment, elementCount(dims) * byteSize(type));
    const value = new OrtValue(environment, type, this.memory);
    this.value = value;
    forgotten.register(
      this,
      () => {
        value.release();
      },
      this,
    );
  }

  get dims(): readonly number[] {
    return this.shape;
  }

  get disposed(): boolean {
    return this.isDisposed;
  }

  get data(): DataTypeMap[T] {
    if (this.isDisposed) throw new SessionDisposedError('buffer');
    this.view ??= new typedArrays[this.type](this.memory.show(), 0, elementCount(this.shape));
    return this.view;
  }

  resize(dims: readonly number[]): void {
    if (this.isDisposed) throw new SessionDisposedError('buffer');
    if (this.shape.length === dims.length && this.shape.every((size, axis) => size === dims[axis])) return;
    if (!this.holds(dims)) {
      throw new InvalidArgumentError(
        `a buffer of ${this.memory.byteLength} bytes cannot be resized to ${this.type}[${dims.join(',')}]`,
      );
    }
    this.shape = [...dims];
    this.view = undefined;
    this.value.release();
    this.revision++;
  }

  /** Whether a tensor of that shape fits. */
  holds(dims: readonly number[]): boolean {
    return elementCount(dims) * byteSize(this.type) <= this.memory.byteLength;
  }

  /** Takes over a tensor's shape and elements, for a buffer that no user sees. */
  write(dims: readonly number[], data: DataTypeMap[T]): void {
    this.resize(dims);
    new Uint8Array(this.memory.bytes).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.memory.push(data.byteLength);
  }

  /** The OrtValue over the memory in its present shape. */
  get ortValue(): Pointer {
    return this.value.pointer(this.shape);
  }

  /** Where a view is refused: carries what JavaScript wrote to C. */
  push(): void {
    this.memory.push();
  }

  /** Where a view is refused: carries what C wrote to JavaScript. */
  pull(): void {
    this.memory.pull();
  }

  /** Keeps the memory while a run uses it; `release` ends that. */
  retain(): void {
    this.uses++;
  }

  release(): void {
    if (--this.uses > 0) return;
    forgotten.unregister(this);
    this.value.release();
    this.memory.release();
  }

  dispose(): void {
    if (this.isDisposed) return;
    this.isDisposed = true;
    this.view = undefined;
    this.release();
  }
}

/** An OrtValue over memory, made when it is first asked for in a shape. */
class OrtValue {
  private address?: Pointer;

  constructor(
    private readonly environment: Environment,
    private readonly type: DataType,
    private readonly memory: NativeMemory,
  ) {}

  pointer(dims: readonly number[]): Pointer {
    if (this.address !== undefined) return this.address;
    const { api, memoryInfo } = this.environment;
    const shape = BigInt64Array.from(dims, BigInt);
    const out = new BigUint64Array(1);
    const bytes = elementCount(dims) * byteSize(this.type);
    const type = elementTypes[this.type];
    api.CreateTensorWithDataAsOrtValue(
      memoryInfo,
      this.memory.pointer,
      bytes,
      shape,
      shape.length,
      type,
      out,
    );
    this.address = out[0];
    return this.address;
  }

  release(): void {
    if (this.address !== undefined) this.environment.api.ReleaseValue(this.address);
    this.address = undefined;
  }
}
