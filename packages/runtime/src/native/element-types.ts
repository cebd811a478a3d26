import type { DataType } from '@automodel/core';

/** Numbers of `ONNXTensorElementDataType`, which are those of ONNX's `TensorProto.DataType`. */
export const elementTypes: Readonly<Record<DataType, number>> = {
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

const names = new Map(Object.entries(elementTypes).map(([name, number]) => [number, name as DataType]));

/** The type of that number, or undefined for strings, complex and packed types. */
export function elementTypeName(number: number): DataType | undefined {
  return names.get(number);
}
