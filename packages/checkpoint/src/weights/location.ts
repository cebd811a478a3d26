import { byteSize, type DataType } from '@automodel/core';

/** Where a tensor's bytes lie: little-endian, row-major, without gaps. The offset need not be aligned. */
export interface TensorLocation {
  /** As in the file. */
  readonly name: string;
  /** File name relative to the checkpoint's folder. */
  readonly file: string;
  /** Absolute byte offset in the file. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
  readonly dtype: DataType;
  readonly shape: readonly number[];
}

export type TensorLocations = ReadonlyMap<string, TensorLocation>;

/** Whether a value from a stranger's file is a count: an integer that is neither negative nor beyond exactness. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is a shape. */
export function isShape(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}

/** Bytes of a dense tensor, or undefined if they are too many to count exactly. */
export function byteLength(shape: readonly number[], dtype: DataType): number | undefined {
  if (shape.includes(0)) return 0;
  const bytes = shape.reduce((product, dim) => product * dim, byteSize(dtype));
  return isCount(bytes) ? bytes : undefined;
}
