import { byteSize, onnxElementTypes, type DataType, type DataTypeMap } from '@automodel/core';
import { EngineBuffer } from '../engine-buffer.js';
import { elementCount } from '../shape.js';
import type { Pointer } from './api-table.js';
import type { Environment } from './environment.js';
import { NativeMemory } from './memory.js';

/** Releases the OrtValue of a buffer that was forgotten instead of disposed. */
const forgotten = new FinalizationRegistry<OrtValue>((value) => {
  value.release();
});

/** Native memory and the OrtValue that tells ONNX Runtime its type and shape. */
export class NativeBuffer<T extends DataType = DataType> extends EngineBuffer<T> {
  readonly backend = 'native';
  private readonly memory: NativeMemory;
  private readonly value: OrtValue;

  constructor(environment: Environment, type: T, dims: readonly number[]) {
    super(type, dims);
    this.memory = new NativeMemory(environment, elementCount(dims) * byteSize(type));
    this.value = new OrtValue(environment, type, this.memory);
    forgotten.register(this, this.value, this);
  }

  /** Takes over a tensor's shape and elements, for a buffer that no user sees. */
  write(dims: readonly number[], data: DataTypeMap[T]): void {
    this.resize(dims);
    new Uint8Array(this.memory.bytes).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.memory.push(data.byteLength);
  }

  /** Has its bytes written, for a buffer that no user sees. */
  async fill(write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    await write(new Uint8Array(this.memory.bytes));
    this.memory.push();
  }

  /** The OrtValue over the memory in its present shape. */
  get ortValue(): Pointer {
    return this.value.pointer(this.dims);
  }

  /** Where a view is refused: carries what JavaScript wrote to C. */
  push(): void {
    this.memory.push();
  }

  /** Where a view is refused: carries what C wrote to JavaScript. */
  pull(): void {
    this.memory.pull();
  }

  protected get byteLength(): number {
    return this.memory.byteLength;
  }

  protected show(): ArrayBuffer {
    return this.memory.show();
  }

  protected reshaped(): void {
    this.value.release();
  }

  protected free(): void {
    forgotten.unregister(this);
    this.value.release();
    this.memory.release();
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
    const type = onnxElementTypes[this.type];
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
