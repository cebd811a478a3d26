import type { DataType, TypedArray } from '@automodel/core';
import type { TensorInfo } from '../session.js';

/** What the main thread asks of the worker. Every request is answered once. */
export type Request =
  | { kind: 'create'; session: number; model: Uint8Array; options: object }
  | { kind: 'run'; session: number; feeds: Record<string, TensorMessage>; outputs: readonly string[] }
  | { kind: 'release'; session: number };

export interface TensorMessage {
  type: DataType;
  dims: readonly number[];
  /** Over shared memory if it belongs to a buffer; else moved. */
  data: TypedArray;
}

export type Reply = { result: Created | Outputs | null } | { error: string };
export interface Created {
  inputs: TensorInfo[];
  outputs: TensorInfo[];
}
export type Outputs = Record<string, TensorMessage>;
