import type { TensorInfo } from '../session.js';
import type { Pointer } from './api-table.js';
import { elementTypeName } from './element-types.js';
import type { Environment } from './environment.js';

/** Names, types and shapes of a session's inputs and outputs. */
export function readTensorInfos(
  environment: Environment,
  session: Pointer,
): { inputs: TensorInfo[]; outputs: TensorInfo[] } {
  const { api } = environment;
  const read = (kind: 'Input' | 'Output'): TensorInfo[] => {
    const out = new BigUint64Array(1);
    api[`SessionGet${kind}Count`](session, out);
    return Array.from({ length: Number(out[0]) }, (_, index) => {
      const name = readName(environment, session, kind, index);
      api[`SessionGet${kind}TypeInfo`](session, index, out);
      const [typeInfo] = out;
      try {
        return { name, ...readTypeAndShape(environment, typeInfo, `the ${kind.toLowerCase()} "${name}"`) };
      } finally {
        api.ReleaseTypeInfo(typeInfo);
      }
    });
  };
  return { inputs: read('Input'), outputs: read('Output') };
}

function readName(
  { api, koffi, allocator }: Environment,
  session: Pointer,
  kind: 'Input' | 'Output',
  index: number,
): string {
  const out = new BigUint64Array(1);
  api[`SessionGet${kind}Name`](session, index, allocator, out);
  const [address] = out;
  const name = koffi.decode.string(address);
  api.AllocatorFree(allocator, address);
  return name;
}

function readTypeAndShape(
  { api, koffi }: Environment,
  typeInfo: Pointer,
  what: string,
): Pick<TensorInfo, 'type' | 'shape'> {
  const out = new BigUint64Array(1);
  api.CastTypeInfoToTensorInfo(typeInfo, out);
  // Part of the type info, not to be released.
  const [tensorInfo] = out;
  if (tensorInfo === 0n) throw new Error(`${what} is not a tensor`);
  const elementType = new Int32Array(1);
  api.GetTensorElementType(tensorInfo, elementType);
  const type = elementTypeName(elementType[0]);
  if (!type) throw new Error(`${what} has element type ${elementType[0]} of ONNX, which is not supported`);
  api.GetDimensionsCount(tensorInfo, out);
  const rank = Number(out[0]);
  const sizes = new BigInt64Array(rank);
  const names = new BigUint64Array(rank);
  api.GetDimensions(tensorInfo, sizes, rank);
  api.GetSymbolicDimensions(tensorInfo, names, rank);
  const dimension = (size: bigint, axis: number): number | string =>
    size >= 0n ? Number(size) : koffi.decode.string(names[axis]) || '?';
  return { type, shape: Array.from(sizes, dimension) };
}
