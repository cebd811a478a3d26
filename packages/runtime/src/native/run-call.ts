import { byteSize, Tensor, throwIfAborted, typedArrays, type DataTypeMap } from '@automodel/core';
import { RunError } from '../errors.js';
import type { TensorInfo } from '../session.js';
import { OrtError, type Pointer } from './api-table.js';
import { NativeBuffer } from './buffer.js';
import { elementTypeName } from './element-types.js';
import type { Environment } from './environment.js';
import { copyMemory, NativeMemory } from './memory.js';
import type { NameArray } from './names.js';

/**
 * What one call of `Run` needs in memory of its own: arrays of OrtValues, options with the terminate flag, and buffers
 * that hold the inputs. A session uses it again for later runs.
 */
export class RunCall {
  private readonly inputs: NativeMemory;
  private readonly outputs: NativeMemory;
  private readonly inputValues: BigUint64Array;
  private readonly outputValues: BigUint64Array;
  private readonly options: Pointer;
  private readonly staged: NativeBuffer[] = [];

  constructor(
    private readonly environment: Environment,
    inputCount: number,
    outputCount: number,
  ) {
    this.inputs = new NativeMemory(environment, inputCount * BigUint64Array.BYTES_PER_ELEMENT);
    this.outputs = new NativeMemory(environment, outputCount * BigUint64Array.BYTES_PER_ELEMENT);
    this.inputValues = new BigUint64Array(this.inputs.bytes, 0, inputCount);
    this.outputValues = new BigUint64Array(this.outputs.bytes, 0, outputCount);
    const out = new BigUint64Array(1);
    environment.api.CreateRunOptions(out);
    this.options = out[0];
  }

  /** Copies a tensor into memory that stays in place, made anew only when a larger one comes. */
  stageInput(index: number, { type }: TensorInfo, { dims, data }: Tensor): void {
    const last: NativeBuffer | undefined = this.staged[index];
    if (!last?.holds(dims)) {
      this.staged[index] = new NativeBuffer(this.environment, type, dims);
      last?.dispose();
    }
    this.staged[index].write(dims, data);
    this.inputValues[index] = this.staged[index].ortValue;
  }

  setInput(index: number, value: Pointer): void {
    this.inputValues[index] = value;
  }

  /** @param value where to compute to; 0n: ONNX Runtime allocates */
  setOutput(index: number, value: Pointer): void {
    this.outputValues[index] = value;
  }

  /** Computes on a thread of libuv's pool. */
  async run(
    session: Pointer,
    inputs: NameArray,
    outputs: NameArray,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { api, terminators } = this.environment;
    const terminate = (): void => {
      api.RunOptionsSetTerminate(this.options);
    };
    signal?.addEventListener('abort', terminate, { once: true });
    terminators.add(terminate);
    this.inputs.push();
    this.outputs.push();
    try {
      await api.Run.async(
        session,
        this.options,
        inputs.pointer,
        this.inputs.pointer,
        inputs.length,
        outputs.pointer,
        outputs.length,
        this.outputs.pointer,
      );
    } catch (error) {
      throwIfAborted(signal);
      if (error instanceof OrtError) throw new RunError(error.message, { cause: error });
      throw error;
    } finally {
      signal?.removeEventListener('abort', terminate);
      terminators.delete(terminate);
      if (signal?.aborted) api.RunOptionsUnsetTerminate(this.options);
      this.outputs.pull();
    }
  }

  /** An output that ONNX Runtime allocated, copied into a tensor, its own memory given back. */
  takeOutput(index: number): Tensor {
    const value = this.outputValues[index];
    this.outputValues[index] = 0n;
    try {
      return this.read(value);
    } finally {
      this.environment.api.ReleaseValue(value);
    }
  }

  release(): void {
    for (const buffer of this.staged) buffer.dispose();
    this.inputs.release();
    this.outputs.release();
    this.environment.api.ReleaseRunOptions(this.options);
  }

  private read(value: Pointer): Tensor {
    const { api } = this.environment;
    const out = new BigUint64Array(1);
    const elementType = new Int32Array(1);
    api.GetTensorTypeAndShape(value, out);
    const [info] = out;
    api.GetTensorElementType(info, elementType);
    api.GetDimensionsCount(info, out);
    const shape = new BigInt64Array(Number(out[0]));
    api.GetDimensions(info, shape, shape.length);
    api.ReleaseTensorTypeAndShapeInfo(info);
    api.GetTensorMutableData(value, out);
    const type = elementTypeName(elementType[0])!;
    const dims = Array.from(shape, Number);
    const size = dims.reduce((product, dim) => product * dim, 1);
    const bytes = copyMemory(this.environment, out[0], size * byteSize(type));
    const data: DataTypeMap[typeof type] = new typedArrays[type](bytes.buffer, 0, size);
    return new Tensor(type, data, dims);
  }
}
