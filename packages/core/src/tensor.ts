import {
  fractionType,
  sumType,
  type DataType,
  type DataTypeMap,
  type FractionType,
  type SumType,
} from './dtype.js';
import { checkType, convert, generate } from './elements.js';
import { mapLanes, reduceLanes } from './lanes.js';
import { axisOf, broadcastDims } from './layout.js';
import { lpNorm, max, min, sigmoid, sum, type Vector } from './maths.js';
import { ShapedArray } from './shaped-array.js';

/**
 * A dense array of numbers with a shape, in row-major order, as in transformers and PyTorch. `tensor[i]`, `view`,
 * `flatten`, `squeeze` and `unsqueeze` share the data; everything else returns a new tensor. Results keep the element
 * type, except that quotients of integers (`div`, `mean`, `sigmoid`, `norm`) are float32 and sums of integers below 32
 * bits int32. Dimensions may be negative: counted from the last. 64-bit integers are computed exactly up to 2^53.
 *
 * Whatever does not fit (a dimension, an index, another tensor's shape or type) throws an InvalidArgumentError.
 */
export class Tensor<T extends DataType = DataType> extends ShapedArray<T> {
  /** Converted to another element type; fractions are cut off, integers wrap. Itself if it has the type. */
  to<U extends DataType>(type: U): Tensor<U> {
    if ((type as string) === this.type) return this as unknown as Tensor<U>;
    checkType(type);
    return new Tensor(type, convert(this.type, this.data, type), this.dims);
  }

  /** A copy, data and all. */
  clone(): Tensor<T> {
    return this.of(this.data.slice() as DataTypeMap[T], this.dims);
  }

  /** Does nothing, as the data is JavaScript's; for code that also releases tensors of other backends. */
  dispose(): void {
    // No resource is held.
  }

  /** `f` of every element. */
  map(f: (value: number, index: number) => number): Tensor<T> {
    return this.elementwise(this.type, f);
  }

  /** The elements negated. */
  neg(): Tensor<T> {
    return this.map((value) => -value);
  }

  /** Rounded to the nearest integer, halves up, as `Math.round`. */
  round(): Tensor<T> {
    return this.map(Math.round);
  }

  /** The elements, none below `min` or above `max`. */
  clamp(min: number, max: number): Tensor<T> {
    return this.map((value) => Math.min(Math.max(value, min), max));
  }

  /** `1 / (1 + exp(-x))` of every element. */
  sigmoid(): Tensor<FractionType<T>> {
    return this.elementwise(fractionType(this.type), sigmoid);
  }

  /** Plus a number, or a tensor of the same type, whose shape is broadcast. */
  add(other: number | bigint | Tensor<T>): Tensor<T> {
    return this.binary(other, this.type, (a, b) => a + b);
  }

  /** Minus a number or tensor. */
  sub(other: number | bigint | Tensor<T>): Tensor<T> {
    return this.binary(other, this.type, (a, b) => a - b);
  }

  /** Times a number or tensor, element by element. */
  mul(other: number | bigint | Tensor<T>): Tensor<T> {
    return this.binary(other, this.type, (a, b) => a * b);
  }

  /** Divided by a number or tensor, element by element. */
  div(other: number | bigint | Tensor<T>): Tensor<FractionType<T>> {
    return this.binary(other, fractionType(this.type), (a, b) => a / b);
  }

  /** Where it is greater than a number or tensor. */
  gt(other: number | bigint | Tensor<T>): Tensor<'bool'> {
    return this.binary(other, 'bool', (a, b) => Number(a > b));
  }

  /** Where it is less than a number or tensor. */
  lt(other: number | bigint | Tensor<T>): Tensor<'bool'> {
    return this.binary(other, 'bool', (a, b) => Number(a < b));
  }

  /** What is left of a division; it has the divisor's sign, as in PyTorch. */
  remainder(other: number | bigint | Tensor<T>): Tensor<T> {
    return this.binary(other, this.type, (a, b) => a - Math.floor(a / b) * b);
  }

  /** {@link map} in place; so are all methods with an underscore at the end. They return the tensor itself. */
  map_(f: (value: number, index: number) => number): this {
    return this.assign(this.map(f));
  }

  /** {@link neg} in place. */
  neg_(): this {
    return this.assign(this.neg());
  }

  /** {@link round} in place. */
  round_(): this {
    return this.assign(this.round());
  }

  /** {@link clamp} in place. */
  clamp_(min: number, max: number): this {
    return this.assign(this.clamp(min, max));
  }

  /** {@link sigmoid} in place. */
  sigmoid_(): this {
    return this.assign(this.sigmoid());
  }

  /** {@link add} in place. */
  add_(other: number | bigint | Tensor<T>): this {
    return this.assign(this.add(other));
  }

  /** {@link sub} in place. */
  sub_(other: number | bigint | Tensor<T>): this {
    return this.assign(this.sub(other));
  }

  /** {@link mul} in place. */
  mul_(other: number | bigint | Tensor<T>): this {
    return this.assign(this.mul(other));
  }

  /** {@link div} in place. */
  div_(other: number | bigint | Tensor<T>): this {
    return this.assign(this.div(other));
  }

  /** {@link remainder} in place. */
  remainder_(other: number | bigint | Tensor<T>): this {
    return this.assign(this.remainder(other));
  }

  /** {@link normalize} in place. */
  normalize_(p = 2, dim = 1): this {
    return this.assign(this.normalize(p, dim));
  }

  /** The whole tensor `repeats[i]` times along each dimension; `repeats` may have dimensions before the tensor's. */
  repeat(...repeats: number[]): Tensor<T> {
    const dims = [...Array<number>(Math.max(0, repeats.length - this.dims.length)).fill(1), ...this.dims];
    if (
      repeats.length < this.dims.length ||
      !repeats.every((count) => Number.isInteger(count) && count >= 0)
    ) {
      this.refuse(`repeat() needs a count for each dimension, not (${repeats})`);
    }
    const times = dims.flatMap((size, i) => [repeats[i], size]);
    const once = dims.flatMap((size) => [1, size]);
    const repeated = this.view(...once).expand(...times);
    return repeated.reshape(...dims.map((size, i) => size * repeats[i]));
  }

  /** {@link repeat}, where counts that are left out are 1. */
  tile(...repeats: number[]): Tensor<T> {
    return this.repeat(...Array<number>(Math.max(0, this.dims.length - repeats.length)).fill(1), ...repeats);
  }

  /** Sum over dimension `dim`, over everything without one. */
  sum(dim?: number | null, keepdim = false): Tensor<SumType<T>> {
    return this.reduce(sumType(this.type), sum, dim, keepdim);
  }

  /** Mean over dimension `dim`, over everything without one. */
  mean(dim?: number | null, keepdim = false): Tensor<FractionType<T>> {
    return this.reduce(fractionType(this.type), (lane) => sum(lane) / lane.length, dim, keepdim);
  }

  /** L`p` norm over dimension `dim`, over everything without one. */
  norm(p: number | 'fro' = 'fro', dim?: number | null, keepdim = false): Tensor<FractionType<T>> {
    const power = p === 'fro' ? 2 : p;
    return this.reduce(fractionType(this.type), (lane) => lpNorm(lane, power), dim, keepdim);
  }

  /** Scaled to length 1 (L`p` norm) along `dim`, as `torch.nn.functional.normalize`. */
  normalize(p = 2, dim = 1): Tensor<FractionType<T>> {
    const type = fractionType(this.type);
    const scaled = mapLanes(this.numbers(), this.dims, axisOf(this.dims, dim), (lane) => {
      const norm = Math.max(lpNorm(lane, p), 1e-12);
      for (let i = 0; i < lane.length; i++) lane[i] /= norm;
    });
    return new Tensor(type, convert('float64', scaled, type), this.dims);
  }

  /** Smallest element along `dim`, of all without one. NaN counts only where there is nothing else. */
  min(dim?: number | null, keepdim = false): Tensor<T> {
    return this.reduce(this.type, (lane) => min(lane)[0], dim, keepdim);
  }

  /** Largest element along `dim`, of all without one. NaN counts only where there is nothing else. */
  max(dim?: number | null, keepdim = false): Tensor<T> {
    return this.reduce(this.type, (lane) => max(lane)[0], dim, keepdim);
  }

  /** Index of the smallest element along `dim`; among all elements without one. */
  argmin(dim?: number | null, keepdim = false): Tensor<'int32'> {
    return this.reduce('int32', (lane) => min(lane)[1], dim, keepdim);
  }

  /** Index of the largest element along `dim`; among all elements without one. */
  argmax(dim?: number | null, keepdim = false): Tensor<'int32'> {
    return this.reduce('int32', (lane) => max(lane)[1], dim, keepdim);
  }

  protected override of(data: DataTypeMap[T], dims: readonly number[]): Tensor<T> {
    return new Tensor(this.type, data, dims);
  }

  private assign(result: Tensor): this {
    if (result.type !== this.type || String(result.dims) !== String(this.dims)) {
      this.refuse(`the result is ${result.describe()}, which is not written in place`);
    }
    this.data.set(result.data as never);
    return this;
  }

  private elementwise<U extends DataType>(type: U, f: (value: number, index: number) => number): Tensor<U> {
    const numbers = this.numbers();
    return new Tensor(
      type,
      generate(type, this.size, (i) => f(numbers[i], i)),
      this.dims,
    );
  }

  private binary<U extends DataType>(
    other: number | bigint | Tensor<T>,
    type: U,
    f: (a: number, b: number) => number,
  ): Tensor<U> {
    if (!(other instanceof Tensor)) {
      const right = Number(other);
      return this.elementwise(type, (left) => f(left, right));
    }
    const dims = broadcastDims(this.dims, other.dims);
    if (!dims || other.type !== this.type) {
      this.refuse(`${other.describe()} differs in type, or its shape does not broadcast`);
    }
    const right = other.expand(...dims).numbers();
    return this.expand(...dims).elementwise(type, (left, i) => f(left, right[i]));
  }

  private reduce<U extends DataType>(
    type: U,
    f: (lane: Vector) => number,
    dim: number | null | undefined,
    keepdim: boolean,
  ): Tensor<U> {
    if (dim == null) {
      const dims = keepdim ? this.dims.map(() => 1) : [];
      return new Tensor(type, [f(this.numbers())], dims);
    }
    const axis = axisOf(this.dims, dim);
    const results = reduceLanes(this.numbers(), this.dims, axis, f);
    const dims = keepdim ? this.dims.with(axis, 1) : this.dims.toSpliced(axis, 1);
    return new Tensor(type, convert('float64', results, type), dims);
  }
}
