import { byteSize, typedArrays, type DataType, type DataTypeMap, type Tensor } from '@automodel/core';
import { EngineBuffer } from '../engine-buffer.js';
import { RunError } from '../errors.js';
import { elementCount } from '../shape.js';

/** Memory shared with the worker, which copies from it. The garbage collector releases it. */
export class SharedBuffer<T extends DataType = DataType> extends EngineBuffer<T> {
  readonly backend = 'onnxruntime-node';
  private memory: SharedArrayBuffer;

  constructor(type: T, dims: readonly number[]) {
    super(type, dims);
    this.memory = new SharedArrayBuffer(elementCount(dims) * byteSize(type));
  }

  /** The elements, for a run that outlives a `dispose()`. */
  get elements(): DataTypeMap[T] {
    return new typedArrays[this.type](this.memory, 0, elementCount(this.dims));
  }

  /**
   * Takes over an output.
   *
   * @throws RunError if the output has another shape than the buffer, as ONNX Runtime says it of memory it writes to
   */
  write(name: string, tensor: Tensor): void {
    if (tensor.dims.join() !== this.dims.join()) {
      throw new RunError(
        `the output "${name}" is ${tensor.describe()}, but its buffer has shape [${this.dims.join(',')}]`,
      );
    }
    this.elements.set(tensor.data as never);
  }

  protected get byteLength(): number {
    return this.memory.byteLength;
  }

  protected show(): SharedArrayBuffer {
    return this.memory;
  }

  protected reshaped(): void {
    // `elements` asks for the shape.
  }

  protected free(): void {
    this.memory = new SharedArrayBuffer(0);
  }
}
