import { typedArrays, type DataType, type DataTypeMap } from './dtype.js';
import { checkType, elementsOf, toNumbers, type Numbers } from './elements.js';
import { InvalidArgumentError } from './error.js';
import { rowsByIndex } from './indexing.js';
import {
  axisOf,
  checkDims,
  expandedLayout,
  flattenedDims,
  gather,
  permutedLayout,
  sizeOf,
  slicedLayout,
  squeezedDims,
  stridesOf,
  viewedDims,
  type Layout,
  type SliceRange,
} from './layout.js';
import type { Tensor } from './tensor.js';

/** An element, or arrays of them nested to any depth. */
export type NestedArray<T> = T | NestedArray<T>[];

type Element<T extends DataType> = DataTypeMap[T][number];

/** The half of {@link Tensor} that is about shape and access; nothing is computed here. */
export abstract class ShapedArray<T extends DataType> {
  static {
    Object.setPrototypeOf(this.prototype, rowsByIndex);
  }

  /** Row `index`, as {@link ShapedArray.at}. */
  readonly [index: number]: Tensor<T>;
  /** Element type, for example `float32`. */
  readonly type: T;
  /** Shape. */
  readonly dims: readonly number[];
  /** The elements, row-major; half precision as raw bits. */
  readonly data: DataTypeMap[T];

  /**
   * @param data a typed array, which is kept, or a JavaScript array of numbers, which is converted
   * @param dims one dimension if left out
   * @throws InvalidArgumentError if `dims` do not hold exactly the elements of `data`
   */
  constructor(
    type: T,
    data: DataTypeMap[T] | readonly (number | bigint | boolean)[],
    dims: readonly number[] = [data.length],
  ) {
    checkType(type);
    checkDims(dims);
    if (sizeOf(dims) !== data.length) {
      throw new InvalidArgumentError(
        `a tensor of shape [${dims}] has ${sizeOf(dims)} elements, but ${data.length} were given`,
      );
    }
    this.type = type;
    this.dims = [...dims];
    this.data = elementsOf(type, data);
  }

  /** Number of elements. */
  get size(): number {
    return this.data.length;
  }

  /** Elements from one step of each dimension to the next. */
  stride(): number[] {
    return stridesOf(this.dims);
  }

  /** The only element. */
  item(): Element<T> {
    if (this.size !== 1) this.refuse('item() needs one element');
    return this.elements()[0];
  }

  /** Nested JavaScript arrays, one level a dimension. */
  tolist(): NestedArray<Element<T>> {
    const elements = this.elements();
    const nest = (dim: number, begin: number, size: number): NestedArray<Element<T>> => {
      if (dim === this.dims.length) return elements[begin];
      const step = size / this.dims[dim];
      return Array.from({ length: this.dims[dim] }, (_, i) => nest(dim + 1, begin + i * step, step));
    };
    return nest(0, 0, this.size);
  }

  /** Row `index` of the first dimension, sharing the data. */
  at(index: number): Tensor<T> {
    if (this.dims.length === 0) this.refuse('a scalar has no rows');
    const row = index < 0 ? index + this.dims[0] : index;
    if (!(Number.isInteger(row) && row >= 0 && row < this.dims[0])) this.refuse(`there is no row ${index}`);
    const step = this.size / this.dims[0];
    const data = this.data.subarray(row * step, (row + 1) * step) as DataTypeMap[T];
    return this.of(data, this.dims.slice(1));
  }

  /** The rows; the elements themselves if there is one dimension. */
  *[Symbol.iterator](): Generator<Tensor<T> | Element<T>> {
    if (this.dims.length === 1) yield* this.elements();
    else for (let row = 0; row < (this.dims[0] ?? 0); row++) yield this.at(row);
  }

  /** The same data in another shape; one dimension may be -1. */
  view(...dims: number[]): Tensor<T> {
    return this.of(this.data, viewedDims(this.dims, dims));
  }

  /** As {@link ShapedArray.view}. */
  reshape(...dims: number[]): Tensor<T> {
    return this.view(...dims);
  }

  /** With the dimensions from `start_dim` to `end_dim` made one. */
  flatten(start_dim = 0, end_dim = -1): Tensor<T> {
    return this.view(...flattenedDims(this.dims, start_dim, end_dim));
  }

  /** Without the dimensions of size 1; only those of `dim` if given. */
  squeeze(dim?: number | readonly number[] | null): Tensor<T> {
    return this.view(...squeezedDims(this.dims, dim));
  }

  /** With a dimension of size 1 inserted at `dim`. */
  unsqueeze(dim: number): Tensor<T> {
    return this.view(...this.dims.toSpliced(axisOf(this.dims, dim, this.dims.length + 1), 0, 1));
  }

  /** With the dimensions in the order `dims`. */
  permute(...dims: number[]): Tensor<T> {
    return this.gather(permutedLayout(this.dims, dims));
  }

  /** With two dimensions swapped, as PyTorch does; any other number of arguments is an order, as of `permute`. */
  transpose(...dims: number[]): Tensor<T> {
    if (dims.length !== 2) return this.permute(...dims);
    const [a, b] = [axisOf(this.dims, dims[0]), axisOf(this.dims, dims[1])];
    return this.permute(...[...this.dims.keys()].with(a, b).with(b, a));
  }

  /** Per dimension: `null` for all, a number for one (the dimension goes), or `[begin, end]`, either of them `null`. */
  slice(...ranges: SliceRange[]): Tensor<T> {
    return this.gather(slicedLayout(this.dims, ranges));
  }

  /** Repeated along dimensions of size 1, and along new ones in front, until the shape is `dims`. */
  expand(...dims: number[]): Tensor<T> {
    return this.gather(expandedLayout(this.dims, dims));
  }

  /** The tensor's type and shape, for messages: `float32[2,3]`. */
  describe(): string {
    return `${this.type}[${this.dims.join(',')}]`;
  }

  /** A tensor of this element type. */
  protected abstract of(data: DataTypeMap[T], dims: readonly number[]): Tensor<T>;

  protected refuse(reason: string): never {
    throw new InvalidArgumentError(`${this.describe()}: ${reason}`);
  }

  protected numbers(): Numbers {
    return toNumbers(this.type, this.data);
  }

  /** The elements as users see them: half precision as numbers. */
  private elements(): Element<T>[] {
    const half = this.type === 'float16' || this.type === 'bfloat16';
    return (half ? this.numbers() : this.data) as ArrayLike<unknown> as Element<T>[];
  }

  private gather(layout: Layout): Tensor<T> {
    const data = new typedArrays[this.type](sizeOf(layout.dims));
    gather<number | bigint>(this.data, data, layout);
    return this.of(data, layout.dims);
  }
}
