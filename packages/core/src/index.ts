/**
 * What every package of automodel speaks: tensors, and errors that say what was wrong, where, and what to do.
 *
 * @packageDocumentation
 */
export { Callable } from './callable.js';
export { checkCount, shown } from './checks.js';
export {
  byteSize,
  onnxElementTypes,
  typedArrays,
  type DataType,
  type DataTypeMap,
  type FractionType,
  type SumType,
  type TypedArray,
} from './dtype.js';
export {
  AutomodelError,
  InvalidArgumentError,
  refuseUnknownOptions,
  RunAbortedError,
  throwIfAborted,
} from './error.js';
export { nearestName } from './nearest-name.js';
export type { SliceRange } from './layout.js';
export type { ForEach, NonEmpty } from './lists.js';
export {
  cos_sim,
  dot,
  log_softmax,
  magnitude,
  max,
  min,
  sigmoid,
  softmax,
  topIndices,
  type Vector,
} from './maths.js';
export { packSigns } from './pack-signs.js';
export type { NestedArray, ShapedArray } from './shaped-array.js';
export {
  cat,
  full,
  full_like,
  layer_norm,
  matmul,
  mean,
  mean_pooling,
  ones,
  ones_like,
  permute,
  rand,
  randn,
  slice,
  stack,
  std_mean,
  topk,
  zeros,
  zeros_like,
} from './tensor-functions.js';
export { Tensor } from './tensor.js';
