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

export type DataType = keyof DataTypeMap;
export type TypedArray = DataTypeMap[DataType];

interface TypedArrayConstructor<T> {
  new (length: number): T;
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): T;
  from(values: ArrayLike<number>): T;
  readonly BYTES_PER_ELEMENT: number;
}

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
