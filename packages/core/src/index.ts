/**
 * What every package of automodel speaks: tensors, and errors that say what was wrong, where, and what to do.
 *
 * @packageDocumentation
 */
export { Callable } from './callable.js';
export { byteSize, typedArrays, type DataType, type DataTypeMap, type TypedArray } from './dtype.js';
export { AutomodelError, InvalidArgumentError, refuseUnknownOptions } from './error.js';
export { cos_sim, dot, log_softmax, magnitude, max, min, softmax, type Vector } from './maths.js';
export { Tensor, type NestedArray } from './tensor.js';
export { cat, full, mean_pooling, ones, stack, topIndices, topk, zeros } from './tensor-functions.js';
