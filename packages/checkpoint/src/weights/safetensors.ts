import type { DataType } from '@automodel/core';
import { CheckpointError } from '../errors.js';
import type { ModelFiles } from '../files/model-files.js';
import { isObject, JsonMistake, parseJson } from '../json.js';
import { byteLength, isCount, isShape, type TensorLocation, type TensorLocations } from './location.js';

/** The limit of the reference implementation. */
const largestHeader = 100_000_000;
const lengthField = 8;

const dtypes: ReadonlyMap<unknown, DataType> = new Map([
  ['F64', 'float64'],
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U64', 'uint64'],
  ['U32', 'uint32'],
  ['U16', 'uint16'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);

/**
 * Reads the header of a safetensors file: an 8-byte little-endian length, then JSON that gives each tensor's type,
 * shape and place. The data behind it is not read.
 *
 * Format: https://huggingface.co/docs/safetensors
 *
 * @throws CheckpointError `safetensors-malformed`, `dtype-unsupported`
 */
export async function readSafetensors(
  files: ModelFiles,
  file: string,
  size: number,
): Promise<TensorLocations> {
  const fail = (reason: string): never => {
    throw new CheckpointError(
      'safetensors-malformed',
      `${files.describe(file)} is not a sound safetensors file: ${reason}. Fetch it again or save it again.`,
      file,
    );
  };

  const { header, dataBegin } = await readHeader(files, file, size, fail);
  const tensors = new Map<string, TensorLocation>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    tensors.set(name, locate(name, entry));
  }
  refuseOverlaps([...tensors.values()], fail);
  return tensors;

  function locate(name: string, entry: unknown): TensorLocation {
    if (!isObject(entry)) return fail(`the entry of tensor "${name}" is not an object`);
    const { dtype: typeName, shape, data_offsets: range } = entry;
    const dtype = dtypes.get(typeName);
    if (!dtype) throw unsupported(name, typeName);
    if (!isShape(shape)) return fail(`the shape of tensor "${name}" is ${JSON.stringify(shape)}`);
    if (!isRange(range)) return fail(`the data_offsets of tensor "${name}" are ${JSON.stringify(range)}`);
    const [begin, end] = range;
    if (dataBegin + end > size) {
      return fail(`tensor "${name}" ends at byte ${dataBegin + end}, but the file has ${size}`);
    }
    const length = byteLength(shape, dtype);
    if (length !== end - begin) {
      return fail(
        `tensor "${name}" of shape [${shape}] and type ${typeName} cannot have ${end - begin} bytes`,
      );
    }
    return { name, file, offset: dataBegin + begin, length, dtype, shape };
  }

  function unsupported(name: string, typeName: unknown): CheckpointError {
    return new CheckpointError(
      'dtype-unsupported',
      `${files.describe(file)}: tensor "${name}" has the type ${JSON.stringify(typeName)}; ` +
        `supported are ${[...dtypes.keys()].join(', ')}. Save it in one of these.`,
      file,
    );
  }
}

async function readHeader(
  files: ModelFiles,
  file: string,
  size: number,
  fail: (reason: string) => never,
): Promise<{ header: Record<string, unknown>; dataBegin: number }> {
  if (size < lengthField) fail(`it has ${size} bytes, too few for the header's length`);
  const field = await files.read(file, 0, lengthField);
  const length = new DataView(field.buffer).getBigUint64(0, true);
  if (length > largestHeader)
    fail(`its header claims ${length} bytes, more than the ${largestHeader} allowed`);
  const dataBegin = lengthField + Number(length);
  if (dataBegin > size) fail(`its header ends at byte ${dataBegin}, but the file has ${size}`);
  const bytes = await files.read(file, lengthField, Number(length));
  const header = parseHeader(bytes, fail);
  if (!isObject(header)) return fail('its header is not a JSON object');
  return { header, dataBegin };
}

function parseHeader(bytes: Uint8Array, fail: (reason: string) => never): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('its header is not UTF-8');
  }
  try {
    return parseJson(text, { uniqueKeys: true });
  } catch (error) {
    if (error instanceof JsonMistake) return fail(`its header is not valid JSON: ${error.describe(text)}`);
    throw error;
  }
}

function isRange(value: unknown): value is [begin: number, end: number] {
  return Array.isArray(value) && value.length === 2 && value.every(isCount) && value[0] <= value[1];
}

/** Two tensors on the same bytes are no way to share weights in this format, but a sign of tampering. */
function refuseOverlaps(tensors: readonly TensorLocation[], fail: (reason: string) => never): void {
  const filled = tensors.filter((tensor) => tensor.length > 0).sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < filled.length; i++) {
    const [before, after] = [filled[i - 1], filled[i]];
    if (after.offset < before.offset + before.length) {
      fail(`the tensors "${before.name}" and "${after.name}" overlap`);
    }
  }
}
