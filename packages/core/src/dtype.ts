/** The element types of tensors and the typed array that holds each. */
export interface DataTypeMap {
  float32: Float32Array;
  float64: Float64Array;
  /** Raw bits of IEEE 754 half precision. */
  float16: Uint16Array;
  /** Raw bits: the upper half of a float32. */
  bfloat16: Uint16Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  /** One byte each, 0 or 1. */
  bool: Uint8Array;
}

/** The name of an element type, as ONNX and transformers use them. */
export type DataType = keyof DataTypeMap;

/** Any array that holds a tensor's elements. */
export type TypedArray = DataTypeMap[DataType];

interface TypedArrayConstructor<T> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
  from(values: ArrayLike<number | bigint>): T;
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
}

/** The typed array that holds each element type. */
export const typedArrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  bfloat16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  bool: Uint8Array,
} as unknown as { readonly [T in DataType]: TypedArrayConstructor<DataTypeMap[T]> };

/** Bytes per element. */
export function byteSize(type: DataType): number {
  return typedArrays[type].BYTES_PER_ELEMENT;
}

/** The type of a sum: small integers add up in int32. */
export type SumType<T extends DataType> = T extends 'bool' | 'int8' | 'uint8' | 'int16' | 'uint16'
  ? 'int32'
  : T;

/** The type of a quotient: integers divide into float32. */
export type FractionType<T extends DataType> = T extends 'float32' | 'float64' | 'float16' | 'bfloat16'
  ? T
  : 'float32';

export function sumType<T extends DataType>(type: T): SumType<T> {
  const small: readonly DataType[] = ['bool', 'int8', 'uint8', 'int16', 'uint16'];
  return (small.includes(type) ? 'int32' : type) as SumType<T>;
}

export function fractionType<T extends DataType>(type: T): FractionType<T> {
  const fractional: readonly DataType[] = ['float32', 'float64', 'float16', 'bfloat16'];
  return (fractional.includes(type) ? type : 'float32') as FractionType<T>;
}

/** Numbers of `TensorProto.DataType` (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), which ONNX Runtime uses, too. */
export const onnxElementTypes: Readonly<Record<DataType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
};
