import { byteSize, type DataType } from '@automodel/core';
import { CheckpointError, type CheckpointErrorCode } from '../errors.js';
import type { ModelFiles } from '../files/model-files.js';
import { byteLength, isCount, isShape, type TensorLocation, type TensorLocations } from './location.js';
import { PickleError, PickleFunction, unpickle, type PickleHost } from './pickle.js';
import { ZipArchive } from './zip.js';

/** An element type's storage class, as in `torch.FloatStorage`. */
class StorageType {
  constructor(readonly dtype: DataType) {}
}

/** A run of elements in the archive's entry `data/<key>`. */
class Storage {
  constructor(
    readonly key: string,
    readonly dtype: DataType,
  ) {}
}

/** A view of a storage; offset and strides count elements. */
class TensorView {
  constructor(
    readonly storage: Storage,
    readonly offset: number,
    readonly shape: readonly number[],
    readonly stride: readonly number[],
  ) {}
}

const storageTypes = Object.entries({
  Double: 'float64',
  Float: 'float32',
  Half: 'float16',
  BFloat16: 'bfloat16',
  Long: 'int64',
  Int: 'int32',
  Short: 'int16',
  Char: 'int8',
  Byte: 'uint8',
  Bool: 'bool',
} as const).map(([name, dtype]): [string, unknown] => [`torch.${name}Storage`, new StorageType(dtype)]);

/** All that a state dict needs. Nothing else is ever looked up. */
const globals: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ...storageTypes,
  ['collections.OrderedDict', new PickleFunction(() => new Map())],
  ['torch._utils._rebuild_tensor_v2', new PickleFunction(rebuildTensor)],
  ['torch._utils._rebuild_parameter', new PickleFunction(([tensor]) => tensor)],
]);

const host: PickleHost = { global: (name) => globals.get(name), persistent: findStorage };

const remedy = {
  damaged: 'Fetch it again.',
  convert: 'Save the model again with save_pretrained() of transformers, which writes model.safetensors.',
};

/** A state dict's index takes about 200 bytes a tensor. */
const largestIndex = 32 * 1024 * 1024;

type Fail = (code: CheckpointErrorCode, reason: string, advice: string) => never;

/**
 * Reads the index of a `pytorch_model.bin`: a zip archive of uncompressed storages `<prefix>/data/<key>` and a pickle
 * `<prefix>/data.pkl` that says which tensor is where. The pickle is read without executing anything, and the data is
 * not read. Tensors may share a storage.
 *
 * @throws CheckpointError `pytorch-malformed`, `pytorch-unsupported`, `pickle-refused`
 */
export async function readPytorch(files: ModelFiles, file: string, size: number): Promise<TensorLocations> {
  const fail: Fail = (code, reason, advice) => {
    throw new CheckpointError(code, `${files.describe(file)} cannot be used: ${reason}. ${advice}`, file);
  };
  const damaged = (reason: string): never => fail('pytorch-malformed', reason, remedy.damaged);

  await refuseOldFormat(files, file, size, fail);
  const archive = await ZipArchive.open(files, file, size, damaged);
  const prefix = findPrefix(archive) ?? damaged('it has no entry "data.pkl"');
  await refuseBigEndian(archive, prefix, fail);
  const index =
    (await archive.read(`${prefix}data.pkl`, largestIndex)) ?? damaged('it has no entry "data.pkl"');

  const tensors = new Map<string, TensorLocation>();
  for (const [name, tensor] of readStateDict(index, fail)) {
    const { dtype, key } = tensor.storage;
    const entry = await archive.locate(`${prefix}data/${key}`);
    if (!entry) return damaged(`the storage "${key}" of tensor "${name}" is not in it`);
    const length = byteLength(tensor.shape, dtype);
    const begin = tensor.offset * byteSize(dtype);
    if (length === undefined || begin + length > entry.length) {
      return damaged(
        `tensor "${name}" of shape [${tensor.shape}] reaches beyond its storage of ${entry.length} bytes`,
      );
    }
    if (!isContiguous(tensor)) {
      fail(
        'pytorch-unsupported',
        `tensor "${name}" is not contiguous (strides [${tensor.stride}])`,
        remedy.convert,
      );
    }
    tensors.set(name, { name, file, offset: entry.offset + begin, length, dtype, shape: tensor.shape });
  }
  return tensors;
}

/** torch before 1.6 wrote bare pickles, whose storages follow one another without an index. */
async function refuseOldFormat(files: ModelFiles, file: string, size: number, fail: Fail): Promise<void> {
  const [first] = await files.read(file, 0, Math.min(size, 1));
  if (first === 0x80) fail('pytorch-unsupported', 'it has the format of torch before 1.6', remedy.convert);
}

async function refuseBigEndian(archive: ZipArchive, prefix: string, fail: Fail): Promise<void> {
  const order = await archive.read(`${prefix}byteorder`, 16);
  if (order && new TextDecoder().decode(order) !== 'little') {
    fail('pytorch-unsupported', 'its numbers are not little-endian', remedy.convert);
  }
}

/** The archive's one top folder, as in `pytorch_model/`. */
function findPrefix(archive: ZipArchive): string | undefined {
  for (const name of archive.names) {
    const prefix = /^([^/]*\/)data\.pkl$/.exec(name)?.[1];
    if (prefix) return prefix;
  }
  return undefined;
}

function readStateDict(index: Uint8Array, fail: Fail): Map<string, TensorView> {
  let dict: unknown;
  try {
    dict = unpickle(index, host);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    if (error.kind === 'malformed') return fail('pytorch-malformed', error.message, remedy.damaged);
    const reason = `its pickle does more than list tensors (${error.message}), and nothing of it is executed`;
    return fail('pickle-refused', reason, remedy.convert);
  }
  if (!(dict instanceof Map)) return fail('pytorch-unsupported', 'it holds no state dict', remedy.convert);
  for (const [name, value] of dict) {
    if (typeof name !== 'string' || !(value instanceof TensorView)) {
      fail(
        'pytorch-unsupported',
        `the value "${String(name)}" of its state dict is not a tensor`,
        remedy.convert,
      );
    }
  }
  return dict as Map<string, TensorView>;
}

/** `('storage', storage class, key, device, number of elements)` */
function findStorage(id: unknown): Storage {
  if (!Array.isArray(id)) throw new PickleError('malformed', 'a persistent id is not a tuple');
  const [tag, type, key] = id as unknown[];
  if (tag !== 'storage' || !(type instanceof StorageType) || typeof key !== 'string') {
    throw new PickleError('malformed', 'a persistent id names no storage');
  }
  return new Storage(key, type.dtype);
}

/** `(storage, offset, size, stride, requires_grad, backward_hooks)` */
function rebuildTensor([storage, offset, shape, stride]: readonly unknown[]): TensorView {
  if (
    !(storage instanceof Storage) ||
    !isCount(offset) ||
    !isShape(shape) ||
    !isShape(stride) ||
    shape.length !== stride.length
  ) {
    throw new PickleError('malformed', 'the description of a tensor does not make sense');
  }
  return new TensorView(storage, offset, shape, stride);
}

/** Row-major without gaps; the stride of a dimension of size 1 does not matter. */
function isContiguous({ shape, stride }: TensorView): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && stride[i] !== expected) return false;
    expected *= shape[i];
  }
  return true;
}
