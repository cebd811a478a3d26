import { typedArrays, type DataType, type DataTypeMap } from './dtype.js';
import { InvalidArgumentError } from './error.js';

export type NestedArray<T> = T | NestedArray<T>[];
type Element<T extends DataType> = DataTypeMap[T][number];

/**
 * A dense array of numbers with a shape, in row-major order. `view`, `squeeze`, `unsqueeze` and indexing the first
 * dimension share the data; everything else returns a new tensor.
 */
export class Tensor<T extends DataType = DataType> {
  /** Element type, for example `float32`. */
  readonly type: T;
  /** Shape. */
  readonly dims: readonly number[];
  /** The elements, row-major. */
  readonly data: DataTypeMap[T];

  /** @throws InvalidArgumentError if `dims` do not hold exactly the elements of `data`. */
  constructor(type: T, data: DataTypeMap[T] | readonly number[], dims: readonly number[]) {
    const array = typedArrays[type] as (typeof typedArrays)[T] | undefined;
    if (!array) throw new InvalidArgumentError(`there is no tensor type "${type}"`);
    const size = sizeOf(dims);
    if (data.length !== size) {
      throw new InvalidArgumentError(
        `a tensor of shape [${dims}] has ${size} elements, but ${data.length} were given`,
      );
    }
    this.type = type;
    this.dims = [...dims];
    this.data = (Array.isArray(data) ? array.from(data) : data) as DataTypeMap[T];
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** The only element. */
  item(): Element<T> {
    if (this.size !== 1)
      throw new InvalidArgumentError(`item() needs one element; this tensor is ${this.describe()}`);
    return this.data[0];
  }

  /** Nested JavaScript arrays, one level a dimension. */
  tolist(): NestedArray<Element<T>> {
    const nest = (dim: number, begin: number, size: number): NestedArray<Element<T>> => {
      if (dim === this.dims.length) return this.data[begin];
      const step = size / this.dims[dim];
      return Array.from({ length: this.dims[dim] }, (_, i) => nest(dim + 1, begin + i * step, step));
    };
    return nest(0, 0, this.size);
  }

  /** Row `index` of the first dimension (negative: from the end), sharing the data. */
  at(index: number): Tensor<T> {
    if (this.dims.length === 0) throw new InvalidArgumentError('a scalar tensor has no rows');
    const row = index < 0 ? index + this.dims[0] : index;
    if (!(row >= 0 && row < this.dims[0])) {
      throw new InvalidArgumentError(`row ${index} is outside of ${this.describe()}`);
    }
    const step = this.size / this.dims[0];
    const data = this.data.subarray(row * step, (row + 1) * step) as DataTypeMap[T];
    return new Tensor(this.type, data, this.dims.slice(1));
  }

  *[Symbol.iterator](): Generator<Tensor<T>> {
    for (let row = 0; row < (this.dims[0] ?? 0); row++) yield this.at(row);
  }

  /** The same data in another shape; one dimension may be -1. */
  view(...dims: number[]): Tensor<T> {
    const known = dims.reduce((product, dim) => (dim === -1 ? product : product * dim), 1);
    return new Tensor(
      this.type,
      this.data,
      dims.map((dim) => (dim === -1 ? this.size / known : dim)),
    );
  }

  reshape(...dims: number[]): Tensor<T> {
    return this.view(...dims);
  }

  flatten(): Tensor<T> {
    return this.view(this.size);
  }

  /** Without the dimensions of size 1, or without dimension `dim` if its size is 1. */
  squeeze(dim?: number): Tensor<T> {
    const axis = dim === undefined ? undefined : this.axis(dim);
    return this.view(...this.dims.filter((size, i) => size !== 1 || (axis !== undefined && axis !== i)));
  }

  /** With a dimension of size 1 inserted at `dim`. */
  unsqueeze(dim: number): Tensor<T> {
    const at = dim < 0 ? dim + this.dims.length + 1 : dim;
    return this.view(...this.dims.slice(0, at), 1, ...this.dims.slice(at));
  }

  /** With the dimensions in another order, copied. */
  permute(...order: number[]): Tensor<T> {
    if (order.length !== this.dims.length || new Set(order.map((d) => this.axis(d))).size !== order.length) {
      throw new InvalidArgumentError(
        `permute(${order}) does not name each dimension of ${this.describe()} once`,
      );
    }
    const strides = stridesOf(this.dims);
    return this.gather(
      order.map((d) => this.dims[this.axis(d)]),
      order.map((d) => strides[this.axis(d)]),
      0,
    );
  }

  transpose(dim0: number, dim1: number): Tensor<T> {
    const order = this.dims.map((_, i) => i);
    [order[this.axis(dim0)], order[this.axis(dim1)]] = [this.axis(dim1), this.axis(dim0)];
    return this.permute(...order);
  }

  /** Per dimension: `null` for all, a number for one (the dimension goes), or `[begin, end]`; copied. */
  slice(...ranges: (number | readonly [number, number] | null)[]): Tensor<T> {
    if (ranges.length > this.dims.length) {
      throw new InvalidArgumentError(`slice() got ${ranges.length} ranges for ${this.describe()}`);
    }
    const strides = stridesOf(this.dims);
    const dims: number[] = [];
    const kept: number[] = [];
    let offset = 0;
    this.dims.forEach((size, i) => {
      const range = ranges[i] ?? null;
      const bound = (index: number): number => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
      if (typeof range === 'number') {
        const index = range < 0 ? range + size : range;
        if (!(index >= 0 && index < size)) {
          throw new InvalidArgumentError(`index ${range} of dimension ${i} is outside of ${this.describe()}`);
        }
        offset += index * strides[i];
        return;
      }
      const [begin, end] = range === null ? [0, size] : [bound(range[0]), bound(range[1])];
      offset += begin * strides[i];
      dims.push(Math.max(end - begin, 0));
      kept.push(strides[i]);
    });
    return this.gather(dims, kept, offset);
  }

  /** Converted to another element type; integers are truncated towards zero. */
  to<U extends DataType>(type: U): Tensor<U> {
    if ((type as string) === this.type) return this as unknown as Tensor<U>;
    const big = type === 'int64' || type === 'uint64';
    const out = new typedArrays[type](this.size);
    for (let i = 0; i < out.length; i++) {
      const value = this.data[i];
      out[i] =
        type === 'bool'
          ? Number(Boolean(Number(value)))
          : big
            ? BigInt(Math.trunc(Number(value)))
            : Number(value);
    }
    return new Tensor(type, out, this.dims);
  }

  clone(): Tensor<T> {
    return new Tensor(this.type, this.data.slice() as DataTypeMap[T], this.dims);
  }

  /** Mean over dimension `dim` (over everything without one). */
  mean(dim?: number, keepdim = false): Tensor<'float32'> {
    const count = dim === undefined ? this.size : this.dims[this.axis(dim)];
    return this.sum(dim, keepdim).map((value) => value / count);
  }

  /** Sum over dimension `dim` (over everything without one). */
  sum(dim?: number, keepdim = false): Tensor<'float32'> {
    return this.reduce((sum, value) => sum + value, 0, dim, keepdim);
  }

  /** Scaled to length 1 (L`p` norm) along `dim`, as `torch.nn.functional.normalize`. */
  normalize(p = 2, dim = 1): Tensor<'float32'> {
    const axis = this.axis(dim);
    const norms = this.reduce((sum, value) => sum + Math.abs(value) ** p, 0, axis, true);
    const [, stride] = this.around(axis);
    const length = this.dims[axis];
    return this.map((value, i) => {
      const norm = norms.data[Math.floor(i / (stride * length)) * stride + (i % stride)] ** (1 / p);
      return value / Math.max(norm, 1e-12);
    });
  }

  /** `f` of every element, as float32. */
  map(f: (value: number, index: number) => number): Tensor<'float32'> {
    const out = new Float32Array(this.size);
    for (let i = 0; i < out.length; i++) out[i] = f(Number(this.data[i]), i);
    return new Tensor('float32', out, this.dims);
  }

  sigmoid(): Tensor<'float32'> {
    return this.map((value) => 1 / (1 + Math.exp(-value)));
  }

  /** The tensor's type and shape, for messages: `float32[2,3]`. */
  describe(): string {
    return `${this.type}[${this.dims.join(',')}]`;
  }

  private axis(dim: number): number {
    const axis = dim < 0 ? dim + this.dims.length : dim;
    if (!(axis >= 0 && axis < this.dims.length)) {
      throw new InvalidArgumentError(`dimension ${dim} is outside of ${this.describe()}`);
    }
    return axis;
  }

  /** Elements [before, after] one step of dimension `axis`. */
  private around(axis: number): [number, number] {
    return [sizeOf(this.dims.slice(0, axis)), sizeOf(this.dims.slice(axis + 1))];
  }

  private reduce(
    f: (accumulator: number, value: number) => number,
    initial: number,
    dim: number | undefined,
    keepdim: boolean,
  ): Tensor<'float32'> {
    if (dim === undefined) {
      let all = initial;
      for (const value of this.data) all = f(all, Number(value));
      return new Tensor('float32', Float32Array.of(all), []);
    }
    const axis = this.axis(dim);
    const [before, after] = this.around(axis);
    const length = this.dims[axis];
    const out = new Float32Array(before * after);
    for (let b = 0; b < before; b++) {
      for (let a = 0; a < after; a++) {
        let value = initial;
        for (let i = 0; i < length; i++) value = f(value, Number(this.data[(b * length + i) * after + a]));
        out[b * after + a] = value;
      }
    }
    const dims = keepdim ? this.dims.with(axis, 1) : this.dims.toSpliced(axis, 1);
    return new Tensor('float32', out, dims);
  }

  /** Copies the elements that `strides` reach from `offset`. */
  private gather(dims: readonly number[], strides: readonly number[], offset: number): Tensor<T> {
    const out = new typedArrays[this.type](sizeOf(dims));
    let next = 0;
    const walk = (dim: number, from: number): void => {
      if (dim === dims.length) out[next++] = this.data[from];
      else for (let i = 0; i < dims[dim]; i++) walk(dim + 1, from + i * strides[dim]);
    };
    walk(0, offset);
    return new Tensor(this.type, out, dims);
  }
}

function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function stridesOf(dims: readonly number[]): number[] {
  return dims.map((_, i) => sizeOf(dims.slice(i + 1)));
}
