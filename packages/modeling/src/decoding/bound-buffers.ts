import type { Binding, Session, TensorBuffer } from '@automodel/runtime';

/** The inputs and outputs of a session beside its caches: buffers that stay bound, and grow where a run needs more. */
export class BoundBuffers {
  readonly binding: Binding;
  private readonly buffers = new Map<
    string,
    { buffer: TensorBuffer<'int32' | 'float32'>; capacity: number }
  >();

  constructor(private readonly session: Session) {
    this.binding = session.bind();
  }

  /** Memory of an int32 input in a shape, to be filled. What it held is lost if it grows. */
  input(name: string, dims: readonly number[]): Int32Array {
    return this.shaped(name, 'int32', dims) as Int32Array;
  }

  /** Memory of a float32 output in a shape. */
  output(name: string, dims: readonly number[]): Float32Array {
    return this.shaped(name, 'float32', dims) as Float32Array;
  }

  data(name: string): Int32Array | Float32Array {
    return this.buffers.get(name)!.buffer.data;
  }

  dims(name: string): readonly number[] {
    return this.buffers.get(name)!.buffer.dims;
  }

  dispose(): void {
    void this.binding.dispose();
    for (const { buffer } of this.buffers.values()) buffer.dispose();
    this.buffers.clear();
  }

  private shaped(
    name: string,
    type: 'int32' | 'float32',
    dims: readonly number[],
  ): Int32Array | Float32Array {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const held = this.buffers.get(name);
    if (held && held.capacity >= size) {
      held.buffer.resize(dims);
      return held.buffer.data;
    }
    const buffer = this.session.allocate<'int32' | 'float32'>(type, dims);
    if (type === 'int32') this.binding.input(name, buffer);
    else this.binding.output(name, buffer);
    held?.buffer.dispose();
    this.buffers.set(name, { buffer, capacity: size });
    return buffer.data;
  }
}
