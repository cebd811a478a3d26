/**
 * A network written with modules and operations, emitted as ONNX bytes whose weights stay in the checkpoint's files.
 *
 * @packageDocumentation
 */
export { GraphError, WeightsError } from './errors.js';
export { Graph, type Signature } from './graph.js';
export {
  ConfiguredModule,
  Module,
  namedParameters,
  Parameter,
  walk,
  type Visitor,
  type Weight,
  type WeightPlace,
  type WeightSource,
} from './module.js';
export type { Attribute } from './onnx.js';
export { gelu, geluTanh, mish, quickGelu, silu } from './ops/activations.js';
export { LOWEST_FLOAT32, multiHeadAttention, type AttentionOptions } from './ops/attention.js';
export {
  cachedAttention,
  cacheHeadSize,
  type CachedAttentionOptions,
  type KeyValueCache,
} from './ops/cached-attention.js';
export { interpolate, patchConvolution, patches } from './ops/image.js';
export { conv1d, linear, linearInPlace, quantizedLinear, type QuantizedWeight } from './ops/linear.js';
export { layerNorm, rmsNorm } from './ops/normalization.js';
export { rotaryEmbedding, type RotaryOptions } from './ops/rotary.js';
export { arange, concat, pad, tail } from './ops/structure.js';
export { PortableGraph } from './portable-graph.js';
export type { Dim, Shape } from './shape.js';
export { Value, type Operand } from './value.js';
