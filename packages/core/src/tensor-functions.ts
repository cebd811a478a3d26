import { typedArrays, type DataType, type DataTypeMap } from './dtype.js';
import { InvalidArgumentError } from './error.js';
import { Tensor } from './tensor.js';

/** Tensors joined along an existing dimension. */
export function cat<T extends DataType>(tensors: readonly Tensor<T>[], dim = 0): Tensor<T> {
  const [first] = tensors;
  if (!first) throw new InvalidArgumentError('cat() needs at least one tensor');
  const axis = dim < 0 ? dim + first.dims.length : dim;
  for (const tensor of tensors) {
    if (tensor.type !== first.type || tensor.dims.some((size, i) => i !== axis && size !== first.dims[i])) {
      throw new InvalidArgumentError(
        `cat() along dimension ${dim} does not fit ${first.describe()} and ${tensor.describe()}`,
      );
    }
  }
  const dims = first.dims.with(
    axis,
    tensors.reduce((sum, tensor) => sum + tensor.dims[axis], 0),
  );
  const before = dims.slice(0, axis).reduce((product, size) => product * size, 1);
  const data = new typedArrays[first.type](dims.reduce((product, size) => product * size, 1));
  let offset = 0;
  for (let b = 0; b < before; b++) {
    for (const tensor of tensors) {
      const length = tensor.size / before;
      data.set(tensor.data.subarray(b * length, (b + 1) * length) as never, offset);
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

/** A float32 tensor in which every element is `value`. */
export function full(dims: readonly number[], value: number): Tensor<'float32'> {
  const data = new Float32Array(dims.reduce((product, size) => product * size, 1)).fill(value);
  return new Tensor('float32', data, dims);
}

export function zeros(dims: readonly number[]): Tensor<'float32'> {
  return full(dims, 0);
}

export function ones(dims: readonly number[]): Tensor<'float32'> {
  return full(dims, 1);
}

/**
 * Token vectors averaged over the tokens that the attention mask keeps, as sentence-transformers does.
 *
 * @param lastHiddenState `[batch, sequence, hidden]`
 * @param attentionMask `[batch, sequence]`
 * @returns `[batch, hidden]`
 */
export function mean_pooling(lastHiddenState: Tensor, attentionMask: Tensor): Tensor<'float32'> {
  const [batch, sequence, hidden] = lastHiddenState.dims;
  const out = new Float32Array(batch * hidden);
  for (let b = 0; b < batch; b++) {
    let count = 0;
    for (let s = 0; s < sequence; s++) {
      if (!Number(attentionMask.data[b * sequence + s])) continue;
      count++;
      const row = (b * sequence + s) * hidden;
      for (let h = 0; h < hidden; h++) out[b * hidden + h] += Number(lastHiddenState.data[row + h]);
    }
    for (let h = 0; h < hidden; h++) out[b * hidden + h] /= Math.max(count, 1e-9);
  }
  return new Tensor('float32', out, [batch, hidden]);
}

/**
 * The `k` largest elements along the last dimension, largest first; equal ones in order of their index.
 *
 * @returns values and int32 indices, both `[..., k]`
 */
export function topk(tensor: Tensor, k: number): [Tensor<'float32'>, Tensor<'int32'>] {
  const length = tensor.dims.at(-1) ?? 1;
  const rows = tensor.size / length;
  const count = Math.min(k, length);
  const values = new Float32Array(rows * count);
  const indices = new Int32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const best = topIndices(
      tensor.data.subarray(row * length, (row + 1) * length) as DataTypeMap['float32'],
      count,
    );
    best.forEach((index, i) => {
      indices[row * count + i] = index;
      values[row * count + i] = Number(tensor.data[row * length + index]);
    });
  }
  const dims = [...tensor.dims.slice(0, -1), count];
  return [new Tensor('float32', values, dims), new Tensor('int32', indices, dims)];
}

/** Indices of the `k` largest values, largest first; equal values in order of their index. One pass, O(n log k). */
export function topIndices(values: ArrayLike<number>, k: number): number[] {
  const best: number[] = [];
  if (k <= 0) return best;
  for (let i = 0; i < values.length; i++) {
    if (best.length === k && !(values[i] > values[best[k - 1]])) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (values[i] > values[best[middle]]) high = middle;
      else low = middle + 1;
    }
    best.splice(low, 0, i);
    if (best.length > k) best.pop();
  }
  return best;
}
