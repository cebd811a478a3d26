import { InvalidArgumentError } from './error.js';

/** Where the elements of a tensor lie in an array: a shape, the distance of each dimension's steps, and the first. */
export interface Layout {
  readonly dims: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** What `Tensor.slice` keeps of one dimension: all, one index (the dimension goes), or from begin to end. */
export type SliceRange = number | readonly [begin: number | null, end: number | null] | null;

/** Number of elements of a tensor. */
export function sizeOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Elements from one step of each dimension to the next, row-major. */
export function stridesOf(dims: readonly number[]): number[] {
  return dims.map((_, i) => sizeOf(dims.slice(i + 1)));
}

/** A dimension's number; a negative one is counted from the end of `rank` dimensions. */
export function axisOf(dims: readonly number[], dim: number, rank = dims.length): number {
  const axis = dim < 0 ? dim + rank : dim;
  if (!(Number.isInteger(axis) && axis >= 0 && axis < rank)) refuse(dims, `there is no dimension ${dim}`);
  return axis;
}

/** The target of a `view`, with its -1 replaced by what is left over. */
export function viewedDims(dims: readonly number[], target: readonly number[]): readonly number[] {
  const open = target.indexOf(-1);
  const result = open < 0 ? target : target.with(open, sizeOf(dims) / sizeOf(target.toSpliced(open, 1)));
  if (!result.every(isSize) || sizeOf(result) !== sizeOf(dims)) {
    refuse(dims, `the same elements do not fill [${target}]`);
  }
  return result;
}

export function flattenedDims(dims: readonly number[], startDim: number, endDim: number): number[] {
  if (dims.length === 0) return [1];
  const [start, end] = [axisOf(dims, startDim), axisOf(dims, endDim)];
  if (start > end) refuse(dims, `dimension ${startDim} comes after dimension ${endDim}`);
  return dims.toSpliced(start, end - start + 1, sizeOf(dims.slice(start, end + 1)));
}

export function squeezedDims(dims: readonly number[], dim?: number | readonly number[] | null): number[] {
  const asked = dim == null ? dims.keys() : [dim].flat().map((d) => axisOf(dims, d));
  const axes = new Set(asked);
  return dims.filter((size, axis) => size !== 1 || !axes.has(axis));
}

export function permutedLayout(dims: readonly number[], order: readonly number[]): Layout {
  const axes = order.map((dim) => axisOf(dims, dim));
  if (axes.length !== dims.length || new Set(axes).size !== axes.length) {
    refuse(dims, `[${order}] does not name each dimension once`);
  }
  const strides = stridesOf(dims);
  return { dims: axes.map((axis) => dims[axis]), strides: axes.map((axis) => strides[axis]), offset: 0 };
}

export function slicedLayout(dims: readonly number[], ranges: readonly SliceRange[]): Layout {
  if (ranges.length > dims.length) refuse(dims, `${ranges.length} ranges are too many`);
  const strides = stridesOf(dims);
  let offset = 0;
  const kept = dims.flatMap((size, axis) => {
    const range = ranges[axis] ?? [null, null];
    const stride = strides[axis];
    if (typeof range === 'number') {
      const index = range < 0 ? range + size : range;
      if (!(Number.isInteger(index) && index >= 0 && index < size)) {
        refuse(dims, `dimension ${axis} has no index ${range}`);
      }
      offset += index * stride;
      return [];
    }
    if (!Array.isArray(range) || range.length !== 2) refuse(dims, 'a range is [begin, end]');
    const bound = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
    const [begin, end] = [bound(range[0] ?? 0), bound(range[1] ?? size)];
    offset += begin * stride;
    return [{ size: Math.max(end - begin, 0), stride }];
  });
  return { dims: kept.map(({ size }) => size), strides: kept.map(({ stride }) => stride), offset };
}

export function expandedLayout(dims: readonly number[], target: readonly number[]): Layout {
  checkDims(target);
  if (String(broadcastDims(dims, target)) !== String(target)) {
    refuse(dims, `it does not broadcast to [${target}]`);
  }
  const strides = stridesOf(dims).map((stride, axis) => (dims[axis] === 1 ? 0 : stride));
  const added = new Array<number>(target.length - dims.length).fill(0);
  return { dims: target, strides: [...added, ...strides], offset: 0 };
}

/** The shape that two tensors broadcast to by NumPy's rule, or undefined if they do not. */
export function broadcastDims(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const dims: number[] = [];
  for (let i = 0; i < rank; i++) {
    const left = a[i - rank + a.length] ?? 1;
    const right = b[i - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return undefined;
    dims.push(left === 1 ? right : left);
  }
  return dims;
}

/** Copies what a layout reaches in `source` into `target`, row-major. */
export function gather<E>(source: ArrayLike<E>, target: Record<number, E>, layout: Layout): void {
  const { dims, strides, offset } = layout;
  const last = dims.length - 1;
  let next = 0;
  const walk = (dim: number, from: number): void => {
    const stride = strides[dim];
    for (let i = 0; i < dims[dim]; i++, from += stride) {
      if (dim === last) target[next++] = source[from];
      else walk(dim + 1, from);
    }
  };
  if (last < 0) target[0] = source[offset];
  else walk(0, offset);
}

/** @throws InvalidArgumentError if `dims` is no shape */
export function checkDims(dims: readonly number[]): void {
  if (dims.every(isSize)) return;
  throw new InvalidArgumentError(`[${dims}] is no shape: sizes are whole numbers, not below zero`);
}

function isSize(dim: number): boolean {
  return Number.isInteger(dim) && dim >= 0;
}

function refuse(dims: readonly number[], reason: string): never {
  throw new InvalidArgumentError(`a tensor of shape [${dims}]: ${reason}`);
}
