import { onnxElementTypes, type DataType } from '@automodel/core';

const names = new Map(Object.entries(onnxElementTypes).map(([name, number]) => [number, name as DataType]));

/** The type of that number, or undefined for strings, complex and packed types. */
export function elementTypeName(number: number): DataType | undefined {
  return names.get(number);
}
