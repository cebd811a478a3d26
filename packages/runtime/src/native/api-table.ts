import { AutomodelError } from '@automodel/core';
import type koffi from 'koffi';

/** The address of something that ONNX Runtime owns; `null` is C's NULL. */
export type Pointer = bigint;

/** C types of arguments. `pointer` also takes a typed array, which C may use for the duration of the call. */
interface ArgumentTypes {
  pointer: Pointer | ArrayBufferView | null;
  string: string;
  int: number;
  size: number;
}
type Kind = keyof ArgumentTypes;
const cTypes: Record<Kind, string> = {
  pointer: 'void *',
  string: 'const char *',
  int: 'int',
  size: 'size_t',
};

type Arguments<K extends readonly Kind[]> = { [I in keyof K]: ArgumentTypes[K[I]] };
interface Entry<K extends readonly Kind[], R extends 'status' | 'void'> {
  readonly position: number;
  readonly kinds: K;
  readonly result: R;
}

/** A function that returns a status. */
const status = <const K extends readonly Kind[]>(position: number, ...kinds: K): Entry<K, 'status'> => ({
  position,
  kinds,
  result: 'status',
});
/** A function that cannot fail. */
const plain = <const K extends readonly Kind[]>(position: number, ...kinds: K): Entry<K, 'void'> => ({
  position,
  kinds,
  result: 'void',
});

/**
 * The functions that are used of `OrtApi`, a struct of function pointers that is only ever appended to: each with its
 * position in `onnxruntime_c_api.h` and its arguments. An argument that C fills is a `pointer` too.
 */
const table = {
  CreateSessionFromArray: status(8, 'pointer', 'pointer', 'size', 'pointer', 'pointer'),
  Run: status(9, 'pointer', 'pointer', 'pointer', 'pointer', 'size', 'pointer', 'size', 'pointer'),
  CreateSessionOptions: status(10, 'pointer'),
  DisableCpuMemArena: status(19, 'pointer'),
  SetSessionGraphOptimizationLevel: status(23, 'pointer', 'int'),
  SetIntraOpNumThreads: status(24, 'pointer', 'int'),
  SessionGetInputCount: status(30, 'pointer', 'pointer'),
  SessionGetOutputCount: status(31, 'pointer', 'pointer'),
  SessionGetInputTypeInfo: status(33, 'pointer', 'size', 'pointer'),
  SessionGetOutputTypeInfo: status(34, 'pointer', 'size', 'pointer'),
  SessionGetInputName: status(36, 'pointer', 'size', 'pointer', 'pointer'),
  SessionGetOutputName: status(37, 'pointer', 'size', 'pointer', 'pointer'),
  CreateRunOptions: status(39, 'pointer'),
  RunOptionsSetTerminate: status(46, 'pointer'),
  RunOptionsUnsetTerminate: status(47, 'pointer'),
  CreateTensorWithDataAsOrtValue: status(
    49,
    'pointer',
    'pointer',
    'size',
    'pointer',
    'size',
    'int',
    'pointer',
  ),
  GetTensorMutableData: status(51, 'pointer', 'pointer'),
  CastTypeInfoToTensorInfo: status(55, 'pointer', 'pointer'),
  GetTensorElementType: status(60, 'pointer', 'pointer'),
  GetDimensionsCount: status(61, 'pointer', 'pointer'),
  GetDimensions: status(62, 'pointer', 'pointer', 'size'),
  GetSymbolicDimensions: status(63, 'pointer', 'pointer', 'size'),
  GetTensorTypeAndShape: status(65, 'pointer', 'pointer'),
  CreateCpuMemoryInfo: status(69, 'int', 'int', 'pointer'),
  AllocatorAlloc: status(75, 'pointer', 'size', 'pointer'),
  AllocatorFree: status(76, 'pointer', 'pointer'),
  GetAllocatorWithDefaultOptions: status(78, 'pointer'),
  ReleaseStatus: plain(93, 'pointer'),
  ReleaseSession: plain(95, 'pointer'),
  ReleaseValue: plain(96, 'pointer'),
  ReleaseRunOptions: plain(97, 'pointer'),
  ReleaseTypeInfo: plain(98, 'pointer'),
  ReleaseTensorTypeAndShapeInfo: plain(99, 'pointer'),
  ReleaseSessionOptions: plain(100, 'pointer'),
  CreateEnvWithGlobalThreadPools: status(119, 'int', 'string', 'pointer', 'pointer'),
  DisablePerSessionThreads: status(120, 'pointer'),
  CreateThreadingOptions: status(121, 'pointer'),
  ReleaseThreadingOptions: plain(122, 'pointer'),
  AddSessionConfigEntry: status(130, 'pointer', 'string', 'string'),
  SetGlobalIntraOpNumThreads: status(147, 'pointer', 'int'),
  SetGlobalInterOpNumThreads: status(148, 'pointer', 'int'),
  SetGlobalSpinControl: status(149, 'pointer', 'int'),
  AddInitializer: status(150, 'pointer', 'string', 'pointer'),
} as const;
const lastPosition = 150;

type ApiFunction<E> =
  E extends Entry<infer K, 'status' | 'void'>
    ? {
        /** @throws OrtError if ONNX Runtime returns a status that is not OK */
        (...args: Arguments<K>): void;
        /** The same on a thread of libuv's pool. */
        async(...args: Arguments<K>): Promise<void>;
      }
    : never;

/** ONNX Runtime's C API as functions that throw. */
export type OrtApi = { readonly [Name in keyof typeof table]: ApiFunction<(typeof table)[Name]> };

/** What ONNX Runtime said when a call failed. */
export class OrtError extends AutomodelError {
  constructor(message: string) {
    super('onnxruntime-failed', message);
  }
}

/** @param address what `GetApi` returned */
export function readApi(ffi: typeof koffi, address: Pointer): OrtApi {
  const pointers = ffi.decode(address, 'void *', lastPosition + 1) as Pointer[];
  const functionAt = (position: number, result: string, types: string[]): ReturnType<typeof ffi.decode> =>
    ffi.decode(pointers[position], ffi.proto(result, types));
  const messageOf = functionAt(2, 'const char *', ['void *']) as (status: Pointer) => string;
  const releaseStatus = functionAt(table.ReleaseStatus.position, 'void', ['void *']) as (
    status: Pointer,
  ) => void;
  const check = (result: Pointer | null | undefined): void => {
    if (result === null || result === undefined) return;
    const message = messageOf(result);
    releaseStatus(result);
    throw new OrtError(message);
  };

  const bind = ({ position, kinds, result }: Entry<readonly Kind[], 'status' | 'void'>): unknown => {
    const types = kinds.map((kind) => cTypes[kind]);
    const call = functionAt(position, result === 'status' ? 'void *' : 'void', types);
    const checked = (...args: unknown[]): void => check(call(...args));
    checked.async = (...args: unknown[]): Promise<void> =>
      new Promise((resolve, reject) => {
        call.async(...args, (error: Error | null, status: Pointer | null) => {
          try {
            if (error) throw error;
            check(status);
            resolve();
          } catch (failure) {
            reject(failure as Error);
          }
        });
      });
    return checked;
  };
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, bind(entry)])) as OrtApi;
}
