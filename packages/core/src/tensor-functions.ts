import { fractionType, typedArrays, type DataType, type DataTypeMap, type FractionType } from './dtype.js';
import { checkType, convert, generate, toNumbers } from './elements.js';
import { InvalidArgumentError, refuseUnknownOptions } from './error.js';
import { mapLanes } from './lanes.js';
import { axisOf, broadcastDims, checkDims, sizeOf } from './layout.js';
import { sum, topIndices } from './maths.js';
import { Tensor } from './tensor.js';

/** Tensors joined along an existing dimension. */
export function cat<T extends DataType>(tensors: readonly Tensor<T>[], dim = 0): Tensor<T> {
  const [first] = tensors;
  if (!first) throw new InvalidArgumentError('cat() and stack() need at least one tensor');
  const axis = axisOf(first.dims, dim);
  const shapeBut = ({ dims }: Tensor): string => String(dims.with(axis, 0));
  for (const tensor of tensors) {
    const sameRank = tensor.dims.length === first.dims.length;
    if (tensor.type !== first.type || !sameRank || shapeBut(tensor) !== shapeBut(first)) {
      throw new InvalidArgumentError(
        `${first.describe()} and ${tensor.describe()} cannot be joined along dimension ${dim}`,
      );
    }
  }
  const dims = first.dims.with(axis, sum(tensors.map((tensor) => tensor.dims[axis])));
  const data = new typedArrays[first.type](sizeOf(dims));
  const blocks = sizeOf(dims.slice(0, axis));
  let offset = 0;
  for (let block = 0; block < blocks; block++) {
    for (const tensor of tensors) {
      const length = tensor.size / blocks;
      data.set(tensor.data.subarray(block * length, (block + 1) * length) as never, offset);
      offset += length;
    }
  }
  return new Tensor(first.type, data, dims);
}

/** Tensors of one shape joined along a new dimension. */
export function stack<T extends DataType>(tensors: readonly Tensor<T>[], dim = 0): Tensor<T> {
  return cat(
    tensors.map((tensor) => tensor.unsqueeze(dim)),
    dim,
  );
}

/** A tensor in which every element is `value`: float32 of a number, int64 of a BigInt, bool of a boolean. */
export function full(dims: readonly number[], value: number): Tensor<'float32'>;
export function full(dims: readonly number[], value: bigint): Tensor<'int64'>;
export function full(dims: readonly number[], value: boolean): Tensor<'bool'>;
export function full(dims: readonly number[], value: number | bigint | boolean): Tensor;
export function full(dims: readonly number[], value: number | bigint | boolean): Tensor {
  const types = { number: 'float32', bigint: 'int64', boolean: 'bool' } as const;
  const type = types[typeof value as keyof typeof types];
  return new Tensor<DataType>(type, [value], []).expand(...dims);
}

/** {@link full} in the shape of another tensor. */
export function full_like(tensor: Tensor, value: number | bigint | boolean): Tensor {
  return full(tensor.dims, value);
}

/** A tensor of zeros, int32 unless `type` says another, as ids and masks are. */
export function zeros(dims: readonly number[]): Tensor<'int32'>;
export function zeros<T extends DataType>(dims: readonly number[], type: T): Tensor<T>;
export function zeros(dims: readonly number[], type: DataType = 'int32'): Tensor {
  checkType(type);
  checkDims(dims);
  return new Tensor(type, new typedArrays[type](sizeOf(dims)), dims);
}

/** Zeros in the shape and the element type of another tensor. */
export function zeros_like<T extends DataType>(tensor: Tensor<T>): Tensor<T> {
  return zeros(tensor.dims, tensor.type);
}

/** A tensor of ones, int32 unless `type` says another, as ids and masks are. */
export function ones(dims: readonly number[]): Tensor<'int32'>;
export function ones<T extends DataType>(dims: readonly number[], type: T): Tensor<T>;
export function ones(dims: readonly number[], type: DataType = 'int32'): Tensor {
  return zeros(dims, type).map(() => 1);
}

/** Ones in the shape and the element type of another tensor. */
export function ones_like<T extends DataType>(tensor: Tensor<T>): Tensor<T> {
  return ones(tensor.dims, tensor.type);
}

/** Random numbers from 0 to below 1. */
export function rand(dims: readonly number[]): Tensor<'float32'> {
  return zeros(dims, 'float32').map(() => Math.random());
}

/** Random numbers of the standard normal distribution, by the transform of Box and Muller. */
export function randn(dims: readonly number[]): Tensor<'float32'> {
  return zeros(dims, 'float32').map(
    () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random()),
  );
}

/** As {@link Tensor.permute}. */
export function permute<T extends DataType>(tensor: Tensor<T>, axes: readonly number[]): Tensor<T> {
  return tensor.permute(...axes);
}

/**
 * Elements `starts[i]` to `ends[i]` along dimension `axes[i]`; negative ones count from the end, those beyond an end stop
 * there.
 */
export function slice<T extends DataType>(
  tensor: Tensor<T>,
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
): Tensor<T> {
  if (starts.length !== axes.length || ends.length !== axes.length) {
    throw new InvalidArgumentError('slice() takes as many starts and ends as axes');
  }
  const ranges = tensor.dims.map((size): [number, number] => [0, size]);
  axes.forEach((axis, i) => {
    const dim = axisOf(tensor.dims, axis);
    const size = tensor.dims[dim];
    const inside = (index: number): number => Math.min(Math.max(index < 0 ? index + size : index, 0), size);
    ranges[dim] = [inside(starts[i]), inside(ends[i])];
  });
  return tensor.slice(...ranges);
}

/**
 * Standard deviation and mean over dimension `dim`, over everything without one.
 *
 * @param correction what is taken from the number of elements: 1 for a sample, 0 for a population
 */
export function std_mean<T extends DataType>(
  tensor: Tensor<T>,
  dim?: number | null,
  correction = 1,
  keepdim = false,
): [Tensor<FractionType<T>>, Tensor<FractionType<T>>] {
  const average = tensor.mean(dim, keepdim);
  const spread = (tensor.to(average.type) as Tensor<FractionType<T>>).sub(tensor.mean(dim, true));
  const count = dim == null ? tensor.size : tensor.dims[axisOf(tensor.dims, dim)];
  const squares = spread.mul(spread).sum(dim, keepdim) as Tensor as Tensor<FractionType<T>>;
  return [squares.map((sum) => Math.sqrt(sum / (count - correction))), average];
}

/** As {@link Tensor.mean}. */
export function mean<T extends DataType>(
  tensor: Tensor<T>,
  dim?: number | null,
  keepdim = false,
): Tensor<FractionType<T>> {
  return tensor.mean(dim, keepdim);
}

/**
 * Token vectors averaged over the tokens that the attention mask keeps, as sentence-transformers does; zeros where it
 * keeps none.
 *
 * @param lastHiddenState `[batch, sequence, hidden]`
 * @param attentionMask `[batch, sequence]`: the weight of each token, 1 or 0
 * @returns `[batch, hidden]`
 */
export function mean_pooling(lastHiddenState: Tensor, attentionMask: Tensor): Tensor<'float32'> {
  const [batch, sequence, hidden] = lastHiddenState.dims;
  if (lastHiddenState.dims.length !== 3 || String(attentionMask.dims) !== `${batch},${sequence}`) {
    throw new InvalidArgumentError(
      `mean_pooling() takes [batch, sequence, hidden] and a mask [batch, sequence], not ` +
        `${lastHiddenState.describe()} and ${attentionMask.describe()}`,
    );
  }
  const vectors = toNumbers(lastHiddenState.type, lastHiddenState.data);
  const mask = toNumbers(attentionMask.type, attentionMask.data);
  const out = new Float32Array(batch * hidden);
  const total = new Float64Array(hidden);
  for (let b = 0; b < batch; b++) {
    total.fill(0);
    let weights = 0;
    for (let token = b * sequence; token < (b + 1) * sequence; token++) {
      const weight = mask[token];
      if (weight === 0) continue; // whatever a padding token's vector holds
      weights += weight;
      for (let h = 0; h < hidden; h++) total[h] += weight * vectors[token * hidden + h];
    }
    for (let h = 0; h < hidden; h++) out[b * hidden + h] = total[h] / Math.max(weights, 1e-9);
  }
  return new Tensor('float32', out, [batch, hidden]);
}

/**
 * Layer normalization without weights over the last dimensions (https://arxiv.org/abs/1607.06450), as
 * `torch.nn.functional.layer_norm`.
 *
 * @param normalized_shape the sizes of the last dimensions
 */
export function layer_norm<T extends DataType>(
  input: Tensor<T>,
  normalized_shape: readonly number[],
  options: { readonly eps?: number } = {},
): Tensor<FractionType<T>> {
  refuseUnknownOptions('layer_norm()', options, ['eps']);
  const { eps = 1e-5 } = options;
  const kept = input.dims.length - normalized_shape.length;
  if (normalized_shape.length === 0 || String(input.dims.slice(kept)) !== String(normalized_shape)) {
    throw new InvalidArgumentError(
      `the last dimensions of ${input.describe()} are not [${normalized_shape}]`,
    );
  }
  const length = sizeOf(normalized_shape);
  const rows = [sizeOf(input.dims.slice(0, kept)), length];
  const normalized = mapLanes(toNumbers(input.type, input.data), rows, 1, (lane) => {
    const average = sum(lane) / length;
    const variance = sum(lane.map((value) => (value - average) ** 2)) / length;
    for (let i = 0; i < length; i++) lane[i] = (lane[i] - average) / Math.sqrt(variance + eps);
  });
  const type = fractionType(input.type);
  return new Tensor(type, convert('float64', normalized, type), input.dims);
}

/**
 * Matrix product over the last two dimensions, the others broadcast; for small tensors outside of a model.
 *
 * @param a `[..., n, k]`
 * @param b `[..., k, m]`
 * @returns `[..., n, m]`
 */
export function matmul<T extends DataType>(a: Tensor<T>, b: Tensor<T>): Tensor<T> {
  const [n, k] = a.dims.slice(-2);
  const [inner, m] = b.dims.slice(-2);
  const batch = broadcastDims(a.dims.slice(0, -2), b.dims.slice(0, -2));
  if (a.dims.length < 2 || b.dims.length < 2 || k !== inner || a.type !== b.type || !batch) {
    throw new InvalidArgumentError(`${a.describe()} and ${b.describe()} have no matrix product`);
  }
  const left = a.expand(...batch, n, k);
  const right = b.expand(...batch, k, m);
  const [x, y] = [toNumbers(left.type, left.data), toNumbers(right.type, right.data)];
  const data = generate(a.type, sizeOf(batch) * n * m, (index) => {
    const row = Math.floor(index / m);
    const column = Math.floor(row / n) * k * m + (index % m);
    let total = 0;
    for (let i = 0; i < k; i++) total += x[row * k + i] * y[column + i * m];
    return total;
  });
  return new Tensor(a.type, data, [...batch, n, m]);
}

/**
 * The `k` largest elements along the last dimension (all without `k`), largest first; equal ones in order of their
 * index, NaN last.
 *
 * @returns values and int32 indices, both `[..., k]`
 */
export function topk<T extends DataType>(tensor: Tensor<T>, k?: number): [Tensor<T>, Tensor<'int32'>] {
  const length = tensor.dims.at(-1);
  if (length === undefined || (k !== undefined && !(Number.isInteger(k) && k >= 0))) {
    throw new InvalidArgumentError(`topk() cannot take ${k} elements of ${tensor.describe()}`);
  }
  const count = Math.min(k ?? length, length);
  const dims = tensor.dims.with(-1, count);
  const values = new typedArrays[tensor.type](sizeOf(dims));
  const indices = new Int32Array(sizeOf(dims));
  const numbers = toNumbers(tensor.type, tensor.data);
  for (let row = 0; row < sizeOf(dims.slice(0, -1)); row++) {
    const best = topIndices(numbers.subarray(row * length, (row + 1) * length), count);
    best.forEach((index, i) => {
      indices[row * count + i] = index;
      values[row * count + i] = tensor.data[row * length + index] as DataTypeMap[T][number];
    });
  }
  return [new Tensor(tensor.type, values, dims), new Tensor('int32', indices, dims)];
}
