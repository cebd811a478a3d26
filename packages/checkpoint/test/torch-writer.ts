import { bytes, zip, type ZipFile } from './zip-writer.js';

/** A value as pickle code that pushes it. */
export type Pickled = Uint8Array;

export const none: Pickled = bytes('N');
export const no: Pickled = bytes([1, 0x89]);

export function int(value: number): Pickled {
  if (value >= 0 && value < 256) return bytes('K', [1, value]);
  return value >= 2 ** 31 || value < -(2 ** 31)
    ? bytes([1, 0x8a], [1, 6], [6, value])
    : bytes('J', [4, value >>> 0]);
}

export function text(value: string): Pickled {
  const encoded = new TextEncoder().encode(value);
  return bytes('X', [4, encoded.length], encoded);
}

export function tuple(...values: readonly Pickled[]): Pickled {
  return bytes('(', ...values, 't');
}

export function dict(entries: Readonly<Record<string, Pickled>>): Pickled {
  return bytes('}(', ...Object.entries(entries).flatMap(([key, value]) => [text(key), value]), 'u');
}

export function global(module: string, name: string): Pickled {
  return bytes('c', module, '\n', name, '\n');
}

export function call(callee: Pickled, ...args: readonly Pickled[]): Pickled {
  return bytes(callee, tuple(...args), 'R');
}

/** A whole pickle. */
export function pickle(value: Pickled, protocol = 2): Uint8Array {
  return bytes([1, 0x80], [1, protocol], value, '.');
}

export interface TensorSpec {
  readonly storage?: string;
  readonly key?: string;
  readonly offset?: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];
}

/** A tensor as torch.save pickles it. */
export function tensor({
  storage = 'FloatStorage',
  key = '0',
  offset = 0,
  shape,
  stride,
}: TensorSpec): Pickled {
  const persistentId = tuple(text('storage'), global('torch', storage), text(key), text('cpu'), int(0));
  return call(
    global('torch._utils', '_rebuild_tensor_v2'),
    bytes(persistentId, 'Q'),
    int(offset),
    tuple(...shape.map(int)),
    tuple(...stride.map(int)),
    no,
    call(global('collections', 'OrderedDict')),
  );
}

/** A `pytorch_model.bin` with the given index and storages. */
export function torchFile(
  index: Pickled,
  storages: Readonly<Record<string, Uint8Array>> = {},
  others: readonly ZipFile[] = [],
): Uint8Array {
  return zip([
    { name: 'archive/data.pkl', data: pickle(index) },
    { name: 'archive/byteorder', data: bytes('little') },
    ...others,
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
  ]);
}
